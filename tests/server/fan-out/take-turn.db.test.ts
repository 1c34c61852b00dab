import { eq } from "drizzle-orm";
import { beforeEach, describe, expect, test } from "vitest";
import { systemDb, systemSql } from "#db/client.ts";
import { destinationLedgers, destinations, destinationTurns, events, numbers } from "#db/schema/index.ts";
import { newId } from "#server/core/ids.ts";
import { takeTurn } from "#server/fan-out/take-turn.ts";
import { makeInbox, makeWorkspace } from "#tests/support/factories.ts";
import { storeEvent } from "../inbox/fixtures.ts";
import {
  addDestination,
  addRule,
  type Desk,
  handOnAll,
  makeDesk,
  readCursor,
  readDeliveries,
  readNotices,
  say,
} from "./fixtures.ts";

let desk: Desk;
let workspaceId: string;
beforeEach(async () => {
  desk = await makeDesk();
  workspaceId = desk.workspaceId;
});

describe("programs", () => {
  test("get what their filter lets through, each once, in order, with their account and their turn", async () => {
    const all = await addDestination(desk);
    const words = await addDestination(desk, { filter: { keywords: ["URGENT"] } });
    const said = [await say(desk, "Hello"), await say(desk, "Very urgent"), await say(desk, "Bye")];
    await handOnAll(workspaceId);
    await handOnAll(workspaceId);
    const got = await readDeliveries(workspaceId);
    const of = (id: string) => got.filter(({ destinationId }) => destinationId === id);
    expect(of(all).map(({ eventId, seq }) => [eventId, seq])).toEqual(said.map(({ id, seq }) => [id, seq]));
    expect(of(words).map(({ eventId }) => eventId)).toEqual([said[1]?.id]);
    const [ledger] = await systemDb()
      .select()
      .from(destinationLedgers)
      .where(eq(destinationLedgers.destinationId, all));
    expect(ledger?.accepted).toBe(3);
    const [turn] = await systemDb()
      .select()
      .from(destinationTurns)
      .where(eq(destinationTurns.destinationId, words));
    expect(turn?.dueAt).toBeInstanceOf(Date);
    expect(await readCursor(workspaceId)).toBe(3);
  });

  test("that are deleted or turned off get nothing, but for what came before they were turned off", async () => {
    await addDestination(desk, { deletedAt: new Date() });
    const off = await addDestination(desk);
    const before = await say(desk, "Before");
    await systemDb()
      .update(destinations)
      .set({ disabledAt: new Date(), disabledReason: "person", disabledSeq: before.seq })
      .where(eq(destinations.id, off));
    await say(desk, "After");
    await handOnAll(workspaceId);
    await say(desk, "Long after");
    await handOnAll(workspaceId);
    expect((await readDeliveries(workspaceId)).map(({ eventId }) => eventId)).toEqual([before.id]);
  });

  test("hear of no number that the workspace does not allow", async () => {
    await addDestination(desk);
    await addRule(desk);
    await say(desk, "Of another client", { sessionId: newId() });
    await systemDb().update(numbers).set({ allowed: false }).where(eq(numbers.id, desk.number.id));
    await say(desk, "Of one that was allowed");
    await handOnAll(workspaceId);
    expect(await readDeliveries(workspaceId)).toEqual([]);
    expect(await readNotices(workspaceId)).toEqual([]);
    expect(await readCursor(workspaceId)).toBe(2);
  });
});

test("events that nobody wants only move the cursor", async () => {
  await say(desk, "Nobody listens");
  await handOnAll(workspaceId);
  expect(await readCursor(workspaceId)).toBe(1);
  expect((await takeTurn(workspaceId)).outcome).toBe("nothing");
  await addRule(desk, { filter: { keywords: ["price"] } });
  await say(desk, "Nobody cares");
  await handOnAll(workspaceId);
  expect(await readCursor(workspaceId)).toBe(2);
  expect(await readNotices(workspaceId)).toEqual([]);
});

test("events that are gone before their turn hold nothing up", async () => {
  const destination = await addDestination(desk);
  await say(desk, "Kept");
  await say(desk, "Erased");
  await systemDb().delete(events).where(eq(events.seq, 2));
  await handOnAll(workspaceId);
  expect((await readDeliveries(workspaceId)).map((one) => one.destinationId)).toEqual([destination]);
  expect(await readCursor(workspaceId)).toBe(2);
});

test("events that no program can read reach whoever asks for none of their words, and stop no other", async () => {
  const all = await addDestination(desk);
  const words = await addDestination(desk, { filter: { keywords: ["hello"] } });
  await addRule(desk);
  const { id: inboxId } = await makeInbox(workspaceId);
  const session = `"session_id":"${desk.number.sessionId}","chat_id":"1@c.us"`;
  const odd = [
    Buffer.from([0, 255, 254, 128]),
    "",
    "[[[",
    '"hello"',
    `{"event":"message.received","data":{${session},"message":{"hello":1}}}`,
    `{"event":"message.sent","data":{${session},"message":"\\u0000 \\ud800 hello"}}`,
    `{"event":"message.received","data":{${session},"message":"hello ${"x".repeat(70_000)}"}}`,
    `{"event":${"[".repeat(5_000)}${"]".repeat(5_000)}}`,
  ];
  await addRule(desk, { filter: { direction: "outbound" } });
  for (const body of odd) await storeEvent(workspaceId, inboxId, body);
  const last = await storeEvent(workspaceId, inboxId, '{"event":"x","data":{"message":"Hello!"}}');
  await handOnAll(workspaceId);
  const got = await readDeliveries(workspaceId);
  const seqsOf = (id: string) =>
    got.filter(({ destinationId }) => destinationId === id).map(({ seq }) => seq);
  expect(seqsOf(all)).toEqual([1, 2, 3, 4, 5, 6, 7, 8, 9]);
  expect(seqsOf(words)).toEqual([6, last.seq]);
  expect(await readCursor(workspaceId)).toBe(last.seq);
});

describe("exactly once", () => {
  const block = (table: string) =>
    systemSql().unsafe(`alter table ${table} add constraint no_more check (false) not valid`);
  const allow = (table: string) => systemSql().unsafe(`alter table ${table} drop constraint no_more`);

  test("a turn that breaks off at any step leaves nothing behind, and the next one does all of it", async () => {
    await addDestination(desk);
    await addRule(desk, { push: true });
    await say(desk, "Hello");
    for (const table of ["notices", "alerts", "deliveries", "destination_ledgers", "destination_turns"]) {
      await block(table);
      await expect(takeTurn(workspaceId)).rejects.toThrow();
      await allow(table);
      expect(await readNotices(workspaceId)).toEqual([]);
      expect(await readDeliveries(workspaceId)).toEqual([]);
      expect(await readCursor(workspaceId)).toBeUndefined();
    }
    await handOnAll(workspaceId);
    expect(await readNotices(workspaceId)).toMatchObject([{ times: 1 }]);
    expect(await readDeliveries(workspaceId)).toHaveLength(1);
  });

  test("many turns at once over one workspace make each delivery and count each event once", async () => {
    const destination = await addDestination(desk);
    await addRule(desk);
    const count = 450;
    for (let from = 0; from < count; from += 50) {
      await Promise.all(Array.from({ length: 50 }, (_, index) => say(desk, `Number ${from + index}`)));
      await Promise.all([handOnAll(workspaceId), handOnAll(workspaceId), handOnAll(workspaceId)]);
    }
    await handOnAll(workspaceId);
    const got = await readDeliveries(workspaceId);
    expect(got.map(({ seq }) => seq)).toEqual(Array.from({ length: count }, (_, index) => index + 1));
    expect(new Set(got.map((one) => one.destinationId))).toEqual(new Set([destination]));
    expect(await readNotices(workspaceId)).toMatchObject([{ times: count }]);
  });

  test("a turn finds the cursor in other hands, and leaves it", async () => {
    await addDestination(desk);
    await say(desk, "First");
    await handOnAll(workspaceId);
    await say(desk, "Second");
    await systemDb().transaction(async (tx) => {
      await tx.execute("select 1 from fan_out_cursors for update");
      expect(await takeTurn(workspaceId)).toEqual({ outcome: "busy", hasMore: false });
    });
    expect((await takeTurn(workspaceId)).outcome).toBe("done");
    expect(await readDeliveries(workspaceId)).toHaveLength(2);
  });
});

test("a workspace's events reach nothing of another's", async () => {
  const other = await makeWorkspace();
  await addDestination(other);
  await addDestination(desk);
  await say(desk, "Ours");
  await handOnAll(workspaceId);
  await handOnAll(other.workspaceId);
  expect(await readDeliveries(other.workspaceId)).toEqual([]);
  expect(await readDeliveries(workspaceId)).toHaveLength(1);
});
