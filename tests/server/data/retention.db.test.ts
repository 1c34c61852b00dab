import { eq, sql } from "drizzle-orm";
import { expect, test } from "vitest";
import { systemDb } from "#db/client.ts";
import {
  auditEntries,
  eventFingerprints,
  events,
  outboxMessages,
  rejectedRequests,
  workspaceCounters,
  workspaces,
} from "#db/schema/index.ts";
import { newId } from "#server/core/ids.ts";
import { keepToRetention } from "#server/data/jobs.ts";
import { type FeedBatch, followEvents } from "#server/inbox/index.ts";
import { callerOf } from "#tests/support/callers.ts";
import { makeConnectedNumber, makeInbox, makeWorkspace } from "#tests/support/factories.ts";
import { makeEvents, makeMember } from "./fixtures.ts";

const dayMs = 24 * 3_600_000;
const daysAgo = (days: number) => new Date(Date.now() - days * dayMs);
const forever = { events: null, messages: null, audit: null };

async function makeAged() {
  const desk = await makeWorkspace();
  const { workspaceId } = desk;
  const inbox = await makeInbox(workspaceId, { secret: null });
  await makeEvents(workspaceId, inbox.id, [
    ...Array.from({ length: 3 }, (_, day) => ({ receivedAt: daysAgo(40 + day) })),
    ...Array.from({ length: 2 }, (_, day) => ({ receivedAt: daysAgo(day) })),
  ]);
  const { numberId } = await makeConnectedNumber(workspaceId);
  const message = { workspaceId, numberId, chatId: "5511911112222@c.us", text: "Hi", state: "sent" as const };
  for (const days of [50, 2]) {
    const ids = { id: newId(), idempotencyKey: newId() };
    await systemDb()
      .insert(outboxMessages)
      .values({ ...message, ...ids, createdAt: daysAgo(days) });
  }
  return { ...desk, inboxId: inbox.id };
}

const seqs = async (workspaceId: string) =>
  (
    await systemDb()
      .select({ seq: events.seq })
      .from(events)
      .where(eq(events.workspaceId, workspaceId))
      .orderBy(events.seq)
  ).map(({ seq }) => seq);
const countOf = async (table: typeof outboxMessages | typeof eventFingerprints, workspaceId: string) =>
  systemDb().$count(table, eq(table.workspaceId, workspaceId));

test("a preview tells what would go, and setting takes nothing away yet", async () => {
  const { workspaceId, slug, owner } = await makeAged();
  const caller = await callerOf(owner);
  const preview = await caller.data.previewRetention({
    workspace: slug,
    events: 30,
    messages: 30,
    audit: null,
  });
  expect(preview.events).toMatchObject({ total: 5, going: 3 });
  expect(new Date(preview.events.oldest ?? 0).getTime()).toBeCloseTo(daysAgo(42).getTime(), -5);
  expect(preview.messages).toMatchObject({ total: 2, going: 1 });
  expect(preview.audit.going).toBe(0);
  expect(preview.audit.total).toBeGreaterThan(0);

  const wanted = { events: 30, messages: null, audit: 365 };
  await caller.data.setRetention({ workspace: slug, ...wanted });
  expect(await caller.data.retention({ workspace: slug })).toEqual(wanted);
  await caller.data.setRetention({ workspace: slug, ...wanted });
  const entries = await systemDb()
    .select()
    .from(auditEntries)
    .where(sql`${auditEntries.workspaceId} = ${workspaceId} and ${auditEntries.action} = 'data.retention'`);
  expect(entries.map(({ details }) => details)).toEqual([{ before: forever, after: wanted }]);
  expect(await seqs(workspaceId)).toHaveLength(5);
});

test("the daily run takes what is too old, of this workspace only, however often and however many run at once", async () => {
  const [desk, other] = [await makeAged(), await makeAged()];
  await systemDb()
    .update(workspaces)
    .set({ eventsKeptDays: 30, messagesKeptDays: 10 })
    .where(eq(workspaces.id, desk.workspaceId));
  await Promise.all([keepToRetention.run(null), keepToRetention.run(null)]);
  await keepToRetention.run(null);
  expect(await seqs(desk.workspaceId)).toEqual([4, 5]);
  expect(await countOf(eventFingerprints, desk.workspaceId)).toBe(2);
  expect(await countOf(outboxMessages, desk.workspaceId)).toBe(1);
  expect(await seqs(other.workspaceId)).toEqual([1, 2, 3, 4, 5]);
  expect(await countOf(outboxMessages, other.workspaceId)).toBe(2);
});

test("more than a batch goes, and refused requests with the events", async () => {
  const { workspaceId } = await makeWorkspace();
  const inbox = await makeInbox(workspaceId, { secret: null });
  const old = Array.from({ length: 2_300 }, () => ({ receivedAt: daysAgo(9) }));
  await makeEvents(workspaceId, inbox.id, old);
  await systemDb()
    .insert(rejectedRequests)
    .values({
      ...{ workspaceId, id: newId(), inboxId: inbox.id, receivedAt: daysAgo(9), reason: "signature_wrong" },
      ...{ headers: {}, bodyStart: Buffer.from("x"), bodyBytes: 1 },
    });
  await systemDb().update(workspaces).set({ eventsKeptDays: 8 }).where(eq(workspaces.id, workspaceId));
  await keepToRetention.run(null);
  expect(await seqs(workspaceId)).toEqual([]);
  expect(await systemDb().$count(rejectedRequests, eq(rejectedRequests.workspaceId, workspaceId))).toBe(0);
});

test("numbers of events never go back, and pages and streams go on across the gap", async () => {
  const { workspaceId, slug, owner, inboxId } = await makeAged();
  await systemDb().update(workspaces).set({ eventsKeptDays: 30 }).where(eq(workspaces.id, workspaceId));
  const caller = await callerOf(owner);
  const page = await caller.inbox.events({ workspace: slug, limit: 1 });
  await keepToRetention.run(null);
  const [counter] = await systemDb()
    .select()
    .from(workspaceCounters)
    .where(eq(workspaceCounters.workspaceId, workspaceId));
  expect(counter?.lastSeq).toBe(5);
  const rest = await caller.inbox.events({ workspace: slug, before: page.nextBefore ?? 0, limit: 50 });
  expect(rest.events.map(({ seq }) => seq)).toEqual([4]);

  const stop = new AbortController();
  const stream = followEvents(workspaceId, 1, stop.signal);
  const heard = async () => {
    const { value } = await stream.next();
    const batch: FeedBatch | undefined = value;
    return batch?.events.map(({ seq }) => seq);
  };
  expect(await heard()).toEqual([4, 5]);
  await makeEvents(workspaceId, inboxId, [{}]);
  expect(await heard()).toEqual([6]);
  stop.abort();
  await stream.return(undefined);
});

test("the audit is cut at its start", async () => {
  const workspaceId = newId();
  await systemDb()
    .insert(workspaces)
    .values({ id: workspaceId, slug: workspaceId, name: "Old", auditKeptDays: 30 });
  const entry = { workspaceId, actorKind: "system" as const, action: "test.done" };
  for (const days of [60, 50, 1]) {
    await systemDb()
      .insert(auditEntries)
      .values({ ...entry, id: newId(), target: String(days), at: daysAgo(days) });
  }
  await keepToRetention.run(null);
  const kept = await systemDb().select().from(auditEntries).where(eq(auditEntries.workspaceId, workspaceId));
  expect(kept.map(({ target }) => target)).toContain("1");
  expect(kept.map(({ target }) => target)).not.toContain("60");
  expect(kept.map(({ target }) => target)).not.toContain("50");
});

test("days that make no sense, and people who may not, are refused", async () => {
  const { workspaceId, slug, owner } = await makeWorkspace();
  const caller = await callerOf(owner);
  for (const wrong of [{ events: 0 }, { events: 3651 }, { events: 1.5 }, { audit: 29 }, { messages: -1 }]) {
    await expect(
      caller.data.setRetention({ workspace: slug, ...forever, ...wrong }),
      JSON.stringify(wrong),
    ).rejects.toMatchObject({ code: "BAD_REQUEST" });
  }
  const admin = await callerOf(await makeMember(workspaceId, "admin"));
  expect(await admin.data.retention({ workspace: slug })).toEqual(forever);
  await expect(admin.data.setRetention({ workspace: slug, ...forever })).rejects.toMatchObject({
    cause: { reason: "role.insufficient" },
  });
  const viewer = { ...owner, image: null, sessionId: newId(), hasTwoFactor: false, confirmedAt: daysAgo(1) };
  const late = await callerOf(owner, { viewer });
  await expect(late.data.setRetention({ workspace: slug, ...forever })).rejects.toMatchObject({
    cause: { reason: "auth.confirm_first" },
  });
});
