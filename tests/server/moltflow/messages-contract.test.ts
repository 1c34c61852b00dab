import { setTimeout as sleep } from "node:timers/promises";
import { describe, expect, it } from "vitest";
import { z } from "zod";
import type { SessionEvent } from "#server/moltflow/index.ts";
import { sandboxForFile, UNKNOWN } from "./sandbox-desk.ts";
import { failure } from "./upstream.ts";

const { control, desk } = sandboxForFile();

describe("polls, stickers and GIFs", () => {
  it("are sent with their type and can be read again", async () => {
    const { client, target } = await desk();
    const poll = await client.sendPoll({ ...target, title: "When? 🕓", options: ["Now", "اليوم"] });
    expect(poll).toMatchObject({ type: "poll", direction: "outbound", status: "pending" });
    const file = { base64: Buffer.from("RIFF").toString("base64") };
    expect(await client.sendSticker({ ...target, media: file })).toMatchObject({ type: "sticker" });
    const media = { url: "https://files.example/wave.mp4" };
    const gif = await client.sendGif({ ...target, media, caption: "Hi" });
    expect(gif).toMatchObject({ type: "gif", preview: "Hi" });
    expect((await client.getMessage(poll.id)).id).toBe(poll.id);
  });

  it("are invalid beyond the contract's limits and say where", async () => {
    const { client, target } = await desk();
    const url = "https://files.example/a.webp";
    const poll = (title: string, options: string[]) => client.sendPoll({ ...target, title, options });
    const many = (count: number) => Array.from({ length: count }, (_, index) => `Option ${index}`);
    const refused: [() => Promise<unknown>, string][] = [
      [() => poll("When?", ["Only one"]), "body.options"],
      [() => poll("When?", many(13)), "body.options"],
      [() => poll("", many(2)), "body.title"],
      [() => poll("x".repeat(256), many(2)), "body.title"],
      [() => poll("When?", ["a", "b".repeat(101)]), "body.options.1"],
      [() => client.sendGif({ ...target, media: { url }, caption: "c".repeat(1_025) }), "body.caption"],
      [() => client.sendText({ ...target, text: "x".repeat(4_097) }), "body.message"],
      [() => client.sendText({ ...target, chatId: "8839201@lid", text: "Hello" }), "body.chat_id"],
    ];
    for (const [call, path] of refused) {
      const error = await failure(call());
      expect(error).toMatchObject({ kind: "invalid", outcome: "not_done" });
      expect(error.issues.map((issue) => issue.path)).toContain(path);
    }
    await poll("x".repeat(255), many(12));
    for (const media of [{ url: "ftp://files.example/a.webp" }, { base64: "no base64!" }]) {
      expect((await failure(client.sendSticker({ ...target, media }))).kind).toBe("invalid");
    }
  });
});

it("each new operation names the scope that a key lacks", async () => {
  const { keyWith, sessionId, target, chat } = await desk();
  const weak = await keyWith("usage:read");
  const people = { sessionId, waGroupId: "12345@g.us", participants: ["+15550001111"] };
  const media = { url: "https://files.example/a.webp" };
  const needed: [string, () => Promise<unknown>][] = [
    ["messages:send", () => weak.sendPoll({ ...target, title: "?", options: ["a", "b"] })],
    ["messages:send", () => weak.sendSticker({ ...target, media })],
    ["messages:send", () => weak.sendGif({ ...target, media })],
    ["groups:read", () => weak.listMonitoredGroups()],
    ["groups:read", () => weak.listAvailableGroups(sessionId)],
    ["groups:read", () => weak.getMonitoredGroup(UNKNOWN)],
    ["groups:read", () => weak.listGroupMessages(UNKNOWN)],
    ["groups:manage", () => weak.monitorGroup({ sessionId, waGroupId: "12345@g.us" })],
    ["groups:manage", () => weak.updateMonitoredGroup(UNKNOWN, { isActive: false })],
    ["groups:manage", () => weak.unmonitorGroup(UNKNOWN)],
    ["groups:manage", () => weak.createWaGroup({ sessionId, name: "x", participants: ["+15550001111"] })],
    ["groups:manage", () => weak.addParticipants(people)],
    ["groups:manage", () => weak.removeParticipants(people)],
    ["groups:manage", () => weak.promoteAdmins(people)],
    ["groups:manage", () => weak.demoteAdmins(people)],
    ["labels:read", () => weak.listLabels()],
    ["labels:read", () => weak.getLabel(UNKNOWN)],
    ["labels:read", () => weak.getChatLabels(chat.jid)],
    ["labels:read", () => weak.listLabelChats(UNKNOWN)],
    ["labels:read", () => weak.checkBusiness(sessionId)],
    ["labels:manage", () => weak.createLabel({ name: "x", color: "#000000" })],
    ["labels:manage", () => weak.updateLabel(UNKNOWN, { name: "x" })],
    ["labels:manage", () => weak.deleteLabel(UNKNOWN)],
    ["labels:manage", () => weak.setChatLabels(chat.jid, [])],
    ["labels:manage", () => weak.importLabels(sessionId)],
    ["labels:manage", () => weak.syncLabel(UNKNOWN, sessionId)],
    ["webhooks:read", () => weak.getWebhook(UNKNOWN)],
  ];
  for (const [scope, call] of needed) {
    expect(await failure(call())).toMatchObject({ kind: "forbidden_scope", requiredScopes: [scope] });
  }
});

describe("403s on demand and a session's stream", () => {
  it("each of the five meanings can be had for any operation", async () => {
    const { client, tenantId } = await desk();
    for (const reason of ["scope", "plan", "history", "policy", "role"] as const) {
      const fault = { kind: "forbidden", reason, tenantId, operation: "listLabels", times: 1 };
      await control("faults", fault, z.unknown());
      expect((await failure(client.listLabels())).kind).toBe(`forbidden_${reason}`);
    }
    await client.listLabels();
  });

  it("follows a number with a user's token, and refuses anything else", async () => {
    const { client, tenantId, sessionId, target } = await desk();
    const { token } = await control("tokens", { tenantId }, z.object({ token: z.string() }));
    const end = new AbortController();
    const events: SessionEvent[] = [];
    const following = (async () => {
      for await (const event of client.streamSessionEvents(sessionId, { token, signal: end.signal })) {
        events.push(event);
      }
    })();
    await expect.poll(() => events.length).toBe(1);
    await client.sendText({ ...target, text: "On our way" });
    await expect.poll(() => events.length, { timeout: 3_000 }).toBe(2);
    expect(events.map(({ event }) => event)).toEqual(["session.status", "message.sent"]);
    expect(events[1]?.data).toMatchObject({ session_id: sessionId, message: "On our way" });
    end.abort();
    await Promise.race([following, sleep(2_000).then(() => Promise.reject(new Error("still open")))]);

    const open = async (wanted: string, given: string) => {
      const access = { token: given, signal: new AbortController().signal };
      for await (const _ of client.streamSessionEvents(wanted, access)) break;
    };
    expect((await failure(open(sessionId, "no.such.token"))).kind).toBe("unauthorized");
    expect((await failure(open(UNKNOWN, token))).kind).toBe("not_found");
  });
});
