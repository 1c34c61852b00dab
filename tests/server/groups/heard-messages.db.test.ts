import { and, eq, isNotNull } from "drizzle-orm";
import { afterAll, beforeAll, expect, test } from "vitest";
import { systemDb } from "#db/client.ts";
import { inboxes } from "#db/schema/index.ts";
import { type RunningSandbox, startMoltflowSandbox } from "#sandbox/moltflow/server.ts";
import { listGroupMessages } from "#server/groups/reads.ts";
import { watchGroup } from "#server/groups/watch-group.ts";
import { processEvents } from "#server/inbox/jobs.ts";
import { follow, type Topic } from "#server/live/index.ts";
import { callsAt, makeConnected, operator } from "#tests/server/connections/fixtures.ts";
import { envelope, storeEvent } from "#tests/server/inbox/fixtures.ts";
import { makeInbox } from "#tests/support/factories.ts";
import { addWaGroup, readerIn } from "./fixtures.ts";

let sandbox: RunningSandbox;
beforeAll(async () => {
  sandbox = await startMoltflowSandbox({ port: 0, allowPrivateUrls: true });
});
afterAll(() => sandbox.close());

async function makeListener() {
  const desk = await makeConnected(sandbox);
  const wa = addWaGroup(sandbox, desk.sessionId);
  const input = { numberId: desk.number.id, waGroup: wa.jid, mode: "all" as const };
  const group = await watchGroup(desk.workspaceId, input, operator);
  const [inbox] = await systemDb()
    .select()
    .from(inboxes)
    .where(and(eq(inboxes.workspaceId, desk.workspaceId), isNotNull(inboxes.connectionId)));
  if (!inbox) throw new Error("The connection has no inbox.");
  const data = { session_id: desk.sessionId, group_id: group.id, wa_group_id: wa.jid };
  const said = (id: string, text: string) =>
    envelope(
      "group.message",
      { ...data, message_id: id, sender_phone: "+15550100077", sender_name: "Ana", content_preview: text },
      new Date().toISOString(),
    );
  const read = () => listGroupMessages(readerIn(desk), { groupId: group.id, page: 0 });
  return { ...desk, group, inbox, data, said, read };
}

test("new messages and analyses are there as the inbox hears them, without a call of MoltFlow", async () => {
  const { workspaceId, tenantId, inbox, data, said, read } = await makeListener();
  expect((await read()).messages).toEqual([]);
  const before = callsAt(sandbox, tenantId).length;
  const heard = await storeEvent(workspaceId, inbox.id, said("m1", "Help!"));
  const ai_analysis = { intent: "support_request", lead_score: 3, confidence: 0.8, reason: "asks for help" };
  const analyzed = { ...data, message_id: "m1", ai_analysis };
  await storeEvent(workspaceId, inbox.id, envelope("group.message.analyzed", analyzed));
  expect((await read()).messages).toMatchObject([
    { id: "m1", senderName: "Ana", text: "Help!", analysis: { intent: "support_request", leadScore: 3 } },
  ]);

  const topics: (Topic | null)[] = [];
  const unfollow = follow(workspaceId, (topic) => topics.push(topic));
  await expect
    .poll(async () => {
      await processEvents.run({ workspaceId, fromSeq: heard.seq, toSeq: heard.seq });
      return topics;
    })
    .toContain("groups");
  unfollow();
  expect(callsAt(sandbox, tenantId)).toHaveLength(before);
});

test("what nobody signed, or came by another inbox, tells of no message", async () => {
  const { workspaceId, inbox, said, read } = await makeListener();
  await read();
  const byHand = await makeInbox(workspaceId);
  await storeEvent(workspaceId, inbox.id, said("forged", "Pay here"), { verdict: "unsigned" });
  await storeEvent(workspaceId, byHand.id, said("elsewhere", "Pay here"));
  expect((await read()).messages).toEqual([]);
});
