import { describe, expect, it } from "vitest";
import { z } from "zod";
import { sandboxForFile } from "./sandbox-desk.ts";
import { failure } from "./upstream.ts";

const { control, desk } = sandboxForFile();

describe("watched groups", () => {
  it("are found among the number's groups, watched, changed, read and let go", async () => {
    const { client, sessionId, groupAs } = await desk();
    const { id, wa_group_id: waGroupId } = await groupAs("member");
    const available = await client.listAvailableGroups(sessionId);
    expect(available.find((group) => group.waGroupId === waGroupId)).toEqual({
      waGroupId,
      name: "Night shift",
      participantCount: 1,
      isMonitored: false,
    });
    const keywords = { monitorMode: "keywords" as const, monitorKeywords: ["gate"] };
    const group = await client.monitorGroup({ sessionId, waGroupId, ...keywords, name: "Nights" });
    expect(group).toMatchObject({ id, name: "Nights", sessionId, ...keywords, isActive: true });
    const change = { monitorKeywords: ["gate", "倉庫"], monitorPrompt: null, isActive: false };
    expect(await client.updateMonitoredGroup(id, change)).toMatchObject(change);
    await client.updateMonitoredGroup(id, { isActive: true });
    const heard = { chatId: waGroupId, phone: "+15550001111", name: "أم كريم", text: "The gate again" };
    await control(`sessions/${sessionId}/receive`, heard, z.unknown());
    const page = await client.listGroupMessages(id, { limit: 1, offset: 0 });
    expect(page).toMatchObject({ total: 1, hasMore: false });
    expect(page.items).toMatchObject([
      { senderPhone: "+15550001111", senderName: "أم كريم", preview: "The gate again", aiAnalysis: null },
    ]);
    expect(await client.getMonitoredGroup(id)).toMatchObject({ messagesProcessed: 1 });
    expect((await client.listMonitoredGroups()).map((each) => each.id)).toContain(id);
    await client.unmonitorGroup(id);
    expect((await failure(client.getMonitoredGroup(id))).kind).toBe("not_found");
  });

  it("have what the AI made of their messages", async () => {
    const { client } = await desk({ plan: "pro" });
    const [group] = await client.listMonitoredGroups();
    const { items } = await client.listGroupMessages(group?.id ?? "");
    expect(items.length).toBeGreaterThan(1);
    for (const { aiAnalysis } of items) {
      expect(aiAnalysis).toMatchObject({ intent: "support_request", leadScore: 3, confidence: 0.88 });
    }
  });

  it("are refused: twice, without keywords, beyond the plan, without its AI, in no group of the number", async () => {
    const { client, sessionId, groupAs } = await desk({ plan: "free" });
    const [one, two] = [await groupAs("member"), await groupAs("member")];
    const watch = (waGroupId: string, monitorMode: "all" | "keywords" | "ai_analysis" = "all") =>
      failure(client.monitorGroup({ sessionId, waGroupId, monitorMode }));
    const keywords = await watch(one.wa_group_id, "keywords");
    expect(keywords.issues.map(({ path }) => path)).toEqual(["body.monitor_keywords"]);
    expect((await watch(one.wa_group_id, "ai_analysis")).kind).toBe("forbidden_plan");
    expect((await watch("12345@g.us")).kind).toBe("invalid");
    await client.monitorGroup({ sessionId, waGroupId: one.wa_group_id });
    expect((await watch(one.wa_group_id)).kind).toBe("conflict");
    expect((await watch(two.wa_group_id)).kind).toBe("forbidden_plan");
  });

  it("of a number that is not connected cannot be listed", async () => {
    const { client, sessionId } = await desk();
    await client.stopSession(sessionId);
    expect((await failure(client.listAvailableGroups(sessionId))).kind).toBe("bad_state");
  });
});

describe("who is in a group", () => {
  it("is changed number by number, and each that fails has its reason", async () => {
    const { client, sessionId } = await desk();
    const [ada, bo, nobody, shy] = ["+15550001111", "15550002222", "+15550000404", "+15550000403"] as const;
    const made = await client.createWaGroup({ sessionId, name: "Fresh 🌱", participants: [ada, nobody] });
    expect(made.name).toBe("Fresh 🌱");
    expect(made.results.map(({ reason }) => reason)).toEqual([null, "not_on_whatsapp"]);
    const change = (...participants: string[]) => ({ sessionId, waGroupId: made.waGroupId, participants });
    expect(await client.addParticipants(change(bo, ada, nobody, shy))).toEqual([
      { phone: bo, outcome: "done", reason: null, words: null },
      { phone: ada, outcome: "failed", reason: "already_in", words: "already_in" },
      { phone: nobody, outcome: "failed", reason: "not_on_whatsapp", words: "not_on_whatsapp" },
      { phone: shy, outcome: "failed", reason: "privacy", words: "privacy" },
    ]);
    const reasons = async (results: ReturnType<typeof client.addParticipants>) =>
      (await results).map(({ reason }) => reason);
    expect(await reasons(client.promoteAdmins(change(bo, shy)))).toEqual([null, "not_in_group"]);
    expect(await reasons(client.promoteAdmins(change(bo)))).toEqual(["already_admin"]);
    expect(await reasons(client.demoteAdmins(change(bo, ada)))).toEqual([null, "not_admin"]);
    expect(await reasons(client.removeParticipants(change(bo, `+${bo}`)))).toEqual([null, null]);
    expect(await reasons(client.removeParticipants(change(bo)))).toEqual(["not_in_group"]);
  });

  it("is not for a number that is no admin, nor for a group it is not in", async () => {
    const { client, sessionId, groupAs } = await desk();
    const { wa_group_id: waGroupId } = await groupAs("member");
    const change = { sessionId, waGroupId, participants: ["+15550001111"] };
    for (const call of [
      client.addParticipants,
      client.removeParticipants,
      client.promoteAdmins,
      client.demoteAdmins,
    ]) {
      expect(await failure(call(change))).toMatchObject({ kind: "forbidden_role", outcome: "not_done" });
      expect((await failure(call({ ...change, waGroupId: "12345@g.us" }))).kind).toBe("not_found");
    }
    const malformed = await failure(client.addParticipants({ ...change, participants: ["12"] }));
    expect(malformed.issues.map(({ path }) => path)).toEqual(["body.participants.0"]);
  });
});
