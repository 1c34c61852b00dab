import { describe, expect, test } from "vitest";
import { z } from "zod";
import { manualClock } from "#sandbox/moltflow/clock.ts";
import { type OpenSandbox, openReceiver, openSandbox } from "./support.ts";

const participants = z.object({
  participants: z.array(z.string()),
  results: z.array(z.object({ phone: z.string(), status: z.string(), reason: z.string().optional() })),
});
const groupMessages = z.object({
  total: z.number(),
  items: z.array(z.object({ content_preview: z.string(), ai_analysis: z.unknown() })),
});

/** A tenant whose number is in a new group with two others. */
async function withGroup(sandbox: OpenSandbox, plan = "business", role = "admin") {
  const made = await sandbox.workingTenant(plan);
  const wish = {
    name: "Night shift",
    role,
    members: [
      { phone: "+15550001111", name: "Ada", role: "owner" },
      { phone: "15550002222", name: "Bo" },
    ],
  };
  const reply = await sandbox.control("POST", `/sessions/${made.sessionId}/groups`, wish);
  const group = z.object({ id: z.string(), wa_group_id: z.string() }).parse(reply.json);
  const say = (text: string, phone = "+15550002222", chatId = group.wa_group_id) =>
    sandbox.control("POST", `/sessions/${made.sessionId}/receive`, { chatId, phone, name: "Bo", text });
  const api = (method: string, path: string, body?: unknown) => {
    sandbox.sandbox.limiter.reset();
    return sandbox.api(made.key, method, path, body);
  };
  const watch = (monitor: object) =>
    api("POST", "/groups", { session_id: made.sessionId, wa_group_id: group.wa_group_id, ...monitor });
  const seen = async () =>
    groupMessages
      .parse((await api("GET", `/groups/${group.id}/messages`)).json)
      .items.map((item) => item.content_preview);
  return { ...made, group, say, api, watch, seen };
}

describe("what is watched", () => {
  test.each([
    ["all", {}, ["one", "Two pipes", "@us"]],
    ["keywords", { monitor_keywords: ["PIPE"] }, ["Two pipes"]],
    ["first_message", {}, ["one"]],
  ] as const)("in the mode %s", async (mode, more, expected) => {
    await using sandbox = await openSandbox({ clock: manualClock() });
    const { say, seen, watch } = await withGroup(sandbox);
    expect((await watch({ monitor_mode: mode, ...more })).status).toBe(201);
    for (const text of ["one", "Two pipes", "@us"]) await say(text);
    expect((await seen()).reverse()).toEqual(expected);
  });

  test("in the mode mentions: what names the number", async () => {
    await using sandbox = await openSandbox();
    const { say, seen, watch, sessionId } = await withGroup(sandbox);
    await watch({ monitor_mode: "mentions" });
    const own = sandbox.sandbox.store.sessions.get(sessionId)?.phoneNumber?.slice(1);
    await say("Who is there?");
    await say(`@${own} are you there?`);
    expect(await seen()).toEqual([`@${own} are you there?`]);
  });

  test("while it is active: paused it stays silent, and nothing is left when it is taken away", async () => {
    await using sandbox = await openSandbox();
    const { say, seen, watch, api, group } = await withGroup(sandbox);
    await watch({ monitor_mode: "all" });
    await say("first");
    await api("PATCH", `/groups/${group.id}`, { is_active: false });
    await say("second");
    expect(await seen()).toEqual(["first"]);
    await api("DELETE", `/groups/${group.id}`);
    expect((await api("GET", `/groups/${group.id}/messages`)).status).toBe(404);
    expect(sandbox.sandbox.store.groupMessages.where(({ groupId }) => groupId === group.id)).toEqual([]);
    expect((await watch({})).json).toMatchObject({ monitor_mode: "first_message", messages_processed: 0 });
  });
});

describe("AI analysis", () => {
  test("comes a moment after the message, as an event of its own and with the message", async () => {
    const clock = manualClock();
    await using receiver = await openReceiver();
    await using sandbox = await openSandbox({ clock });
    const { say, api, watch, group } = await withGroup(sandbox, "pro");
    const events = ["group.message", "group.message.analyzed"];
    await api("POST", "/webhooks", { url: receiver.url, events });
    await watch({ monitor_mode: "ai_analysis" });
    await say("What is the price for a parking space?");
    const read = async () => (await api("GET", `/groups/${group.id}/messages`)).json;
    expect(await read()).toMatchObject({ items: [{ ai_analysis: null }] });
    await clock.advance(2_500);
    const ai_analysis = { intent: "buying_intent", lead_score: 9 };
    expect(await read()).toMatchObject({ items: [{ ai_analysis }] });
    await expect.poll(() => receiver.received.map(({ envelope }) => envelope.event)).toEqual(events);
    expect(receiver.received[1]?.envelope.data).toMatchObject({ group_id: group.id, ai_analysis });
    expect(sandbox.contractViolations).toEqual([]);
  });

  test("needs the Pro plan, for a new group and for a change", async () => {
    await using sandbox = await openSandbox();
    const { watch, api, group } = await withGroup(sandbox, "starter");
    const refusal = { status: 403, json: { detail: expect.stringContaining("Upgrade to Pro") } };
    expect(await watch({ monitor_mode: "ai_analysis" })).toMatchObject(refusal);
    expect((await watch({ monitor_mode: "all" })).status).toBe(201);
    expect(await api("PATCH", `/groups/${group.id}`, { monitor_mode: "ai_analysis" })).toMatchObject(refusal);
  });
});

test("the plan's number of watched groups is the last one that is accepted", async () => {
  await using sandbox = await openSandbox();
  const { watch, say, api, sessionId, seen } = await withGroup(sandbox, "free");
  expect((await watch({ monitor_mode: "all" })).status).toBe(201);
  const other = sandbox.sandbox.store.groups.find((row) => row.sessionId === sessionId && !row.monitor);
  const oneMore = { session_id: sessionId, wa_group_id: other?.jid };
  expect(await api("POST", "/groups", oneMore)).toMatchObject({
    status: 403,
    json: { detail: expect.stringContaining("Plan limit") },
  });
  await say("Still heard");
  expect(await seen()).toEqual(["Still heard"]);
});

test("an automatic answer goes out once for each message that counts", async () => {
  const clock = manualClock();
  await using sandbox = await openSandbox({ clock });
  const { watch, say, group } = await withGroup(sandbox);
  const answer = { auto_respond: true, response_template: "We are on it." };
  await watch({ monitor_mode: "keywords", monitor_keywords: ["help"], ...answer });
  await say("Help!");
  await say("Never mind");
  await clock.advance(10_000);
  const sent = sandbox.sandbox.store.messages.where(({ text }) => text === answer.response_template);
  expect(sent).toMatchObject([{ direction: "outbound", status: "read" }]);
  expect(sandbox.sandbox.store.chats.get(sent[0]?.chatId ?? "")?.jid).toBe(group.wa_group_id);
});

describe("members", () => {
  const reasonsOf = (json: unknown) => participants.parse(json).results.map(({ reason }) => reason ?? "ok");

  test("are added, promoted, demoted and removed one by one, and each failure has its reason", async () => {
    await using sandbox = await openSandbox();
    const { api, sessionId, group } = await withGroup(sandbox);
    const change = async (path: string, phones: string[]) => {
      const body = { session_id: sessionId, participants: phones };
      const reply = await api("POST", `/groups/${group.wa_group_id}/${path}`, body);
      expect(reply.status).toBe(200);
      return reasonsOf(reply.json);
    };
    const fresh = "+15550003333";
    expect(
      await change("participants/add", [
        fresh,
        "15550002222",
        "+15550000404",
        "+15550000403",
        "+15550000408",
      ]),
    ).toEqual(["ok", "already_in", "not_on_whatsapp", "privacy", "recently_left"]);
    expect(await change("admin/promote", [fresh, "+15559999999"])).toEqual(["ok", "not_in_group"]);
    expect(await change("admin/promote", [fresh])).toEqual(["already_admin"]);
    expect(await change("admin/demote", [fresh, "+15550001111"])).toEqual(["ok", "owner"]);
    expect(await change("admin/demote", [fresh])).toEqual(["not_admin"]);
    expect(await change("participants/remove", [fresh, fresh.slice(1)])).toEqual(["ok"]);
    expect(await change("participants/remove", [fresh, "+15550001111"])).toEqual(["not_in_group", "owner"]);
  });

  test("cannot be changed by a number that is no admin, or through one that is not connected", async () => {
    await using sandbox = await openSandbox();
    const { api, sessionId, group } = await withGroup(sandbox, "business", "member");
    const body = { session_id: sessionId, participants: ["+15550003333"] };
    const add = () => api("POST", `/groups/${group.wa_group_id}/participants/add`, body);
    expect(await add()).toMatchObject({ status: 403, json: { detail: expect.stringContaining("admin") } });
    await api("POST", `/sessions/${sessionId}/stop`);
    expect((await add()).status).toBe(400);
  });

  test("of a new group are those who could be reached, and the number owns it", async () => {
    await using sandbox = await openSandbox();
    const { api, sessionId } = await withGroup(sandbox);
    const body = { session_id: sessionId, name: "Fresh", participants: ["+15550003333", "+15550000404"] };
    const reply = await api("POST", "/groups/create", body);
    expect(reply.json).toMatchObject({ name: "Fresh", participants: ["+15550003333"] });
    expect(reasonsOf(reply.json)).toEqual(["ok", "not_on_whatsapp"]);
    const group = sandbox.sandbox.store.groups.find(({ name }) => name === "Fresh");
    expect(group?.members.map(({ role }) => role)).toEqual(["owner", "member"]);
    const list = await api("GET", `/groups/available/${sessionId}`);
    expect(list.json).toContainEqual(expect.objectContaining({ name: "Fresh", participant_count: 2 }));
  });
});
