import { eq } from "drizzle-orm";
import { beforeEach, expect, test } from "vitest";
import { systemDb } from "#db/client.ts";
import { numbers, outboxMessages } from "#db/schema/index.ts";
import { newId } from "#server/core/ids.ts";
import { processEvents } from "#server/inbox/jobs.ts";
import { happenedAt, readFact } from "#server/inbox/session-facts.ts";
import { makeInbox, makeWorkspace } from "#tests/support/factories.ts";
import {
  envelope,
  hearAll,
  makeConnection,
  makeNumber,
  readNumber,
  received,
  storeEvent,
} from "./fixtures.ts";

let workspaceId: string;
let connectionId: string;
let number: Awaited<ReturnType<typeof makeNumber>>;
let inbox: { id: string };
beforeEach(async () => {
  workspaceId = (await makeWorkspace()).workspaceId;
  connectionId = await makeConnection(workspaceId);
  number = await makeNumber(workspaceId, connectionId, { status: "starting" });
  inbox = await makeInbox(workspaceId, { connectionId });
});

const processWaiting = () => hearAll(workspaceId);

const connected = (timestamp: string, data: Record<string, unknown> = {}) =>
  envelope(
    "session.connected",
    { session_id: number.sessionId, status: "working", phone_number: "+4930123456", reason: null, ...data },
    timestamp,
  );
const disconnected = (timestamp: string) =>
  envelope("session.disconnected", { session_id: number.sessionId, status: "stopped" }, timestamp);

async function openMessage(change: Partial<typeof outboxMessages.$inferInsert> = {}): Promise<string> {
  const id = newId();
  await systemDb()
    .insert(outboxMessages)
    .values({
      ...{ workspaceId, id, numberId: number.id, chatId: "1@c.us", text: "Hi", idempotencyKey: newId() },
      ...{ state: "unknown", cause: "timeout", attemptedAt: new Date(Date.now() - 1000) },
      ...change,
    });
  return id;
}
const stateOf = async (id: string) =>
  (await systemDb().select().from(outboxMessages).where(eq(outboxMessages.id, id)))[0]?.state;
const sent = (data: Record<string, unknown> = {}) =>
  envelope("message.sent", {
    ...{ session_id: number.sessionId, chat_id: "1@c.us", message_id: newId(), message: "Hi" },
    direction: "outbound",
    ...data,
  });

test("session events bring the number up to date, in order of time and not of arrival", async () => {
  await storeEvent(workspaceId, inbox.id, connected("2026-02-11T10:05:00Z"));
  await processWaiting();
  expect(await readNumber(number.id)).toMatchObject({ status: "working", phoneNumber: "+4930123456" });
  await storeEvent(workspaceId, inbox.id, disconnected("2026-02-11T10:01:00Z"));
  await processWaiting();
  expect(await readNumber(number.id)).toMatchObject({ status: "working" });
  await storeEvent(workspaceId, inbox.id, disconnected("2026-02-11T10:06:00Z"));
  await processWaiting();
  expect(await readNumber(number.id)).toMatchObject({ status: "stopped" });
});

test("a batch that runs twice changes nothing the second time", async () => {
  const [first, second] = [await openMessage(), await openMessage()];
  const { seq: fromSeq } = await storeEvent(workspaceId, inbox.id, connected("2026-02-11T10:05:00Z"));
  const { seq: toSeq } = await storeEvent(workspaceId, inbox.id, sent({ message_id: undefined }));
  await processWaiting();
  const before = await readNumber(number.id);
  expect([await stateOf(first), await stateOf(second)]).toEqual(["sent", "unknown"]);
  await processEvents.run({ workspaceId, fromSeq, toSeq });
  expect(await readNumber(number.id)).toEqual(before);
  expect([await stateOf(first), await stateOf(second)]).toEqual(["sent", "unknown"]);
});

test("any event of a number moves its last event forward and never back", async () => {
  const [early, late] = [new Date("2026-03-01T10:00:00Z"), new Date("2026-03-01T11:00:00Z")];
  const other = await makeNumber(workspaceId, connectionId);
  const first = await storeEvent(workspaceId, inbox.id, received(number.sessionId, "b"), {
    receivedAt: late,
  });
  const second = await storeEvent(workspaceId, inbox.id, received(number.sessionId, "a"), {
    receivedAt: early,
  });
  await processWaiting();
  expect((await readNumber(number.id))?.lastEventAt).toEqual(late);
  expect((await readNumber(other.id))?.lastEventAt).toBeNull();
  for (const { seq } of [first, second]) await processEvents.run({ workspaceId, fromSeq: seq, toSeq: seq });
  expect((await readNumber(number.id))?.lastEventAt).toEqual(late);
});

test("what proves a number to work last is kept, whatever is read again or later", async () => {
  const at = (minute: number) => new Date(Date.UTC(2026, 2, 1, 10, minute));
  const read = async () => {
    const { provenAt, provenBy, lastEventAt } = (await readNumber(number.id)) ?? {};
    return { provenAt, provenBy, lastEventAt };
  };
  await storeEvent(workspaceId, inbox.id, connected("2026-02-11T10:05:00Z"), { receivedAt: at(1) });
  await processWaiting();
  expect(await read()).toEqual({ provenAt: null, provenBy: null, lastEventAt: at(1) });
  const { seq } = await storeEvent(workspaceId, inbox.id, received(number.sessionId, "a"), {
    receivedAt: at(2),
  });
  await processWaiting();
  expect(await read()).toEqual({ provenAt: at(2), provenBy: "inbound", lastEventAt: at(2) });
  await storeEvent(workspaceId, inbox.id, sent(), { receivedAt: at(3) });
  await processWaiting();
  await storeEvent(workspaceId, inbox.id, connected("2026-02-11T10:06:00Z"), { receivedAt: at(4) });
  await processWaiting();
  await processEvents.run({ workspaceId, fromSeq: seq, toSeq: seq });
  expect(await read()).toEqual({ provenAt: at(3), provenBy: "sent", lastEventAt: at(4) });
});

test("only verified events of the connection's own inbox change numbers and messages", async () => {
  const before = await readNumber(number.id);
  const id = await openMessage();
  const byHand = await makeInbox(workspaceId);
  const bodies = [connected("2026-02-11T10:05:00Z"), sent(), received(number.sessionId, "x")];
  for (const body of bodies) {
    await storeEvent(workspaceId, byHand.id, body);
    await storeEvent(workspaceId, inbox.id, body, { verdict: "unsigned" });
  }
  await processWaiting();
  expect(await readNumber(number.id)).toEqual(before);
  expect(await stateOf(id)).toBe("unknown");
});

test("an inbox of an earlier connection says nothing about the numbers of the present one", async () => {
  const before = await readNumber(number.id);
  await systemDb().execute("update connections set disconnected_at = now()");
  const newer = await makeConnection(workspaceId);
  await systemDb().update(numbers).set({ connectionId: newer }).where(eq(numbers.id, number.id));
  await storeEvent(workspaceId, inbox.id, connected("2026-02-11T10:05:00Z"));
  await processWaiting();
  expect(await readNumber(number.id)).toEqual({ ...before, connectionId: newer });
});

test("a session of the same id in another workspace is left alone", async () => {
  const other = (await makeWorkspace()).workspaceId;
  const twin = await makeNumber(other, await makeConnection(other), { sessionId: number.sessionId });
  await storeEvent(workspaceId, inbox.id, connected("2026-02-11T10:05:00Z"));
  await processWaiting();
  expect(await readNumber(twin.id)).toMatchObject({ phoneNumber: null, lastEventAt: null });
});

test("bodies that lack what counts, or carry more, never stop a batch", async () => {
  const id = await openMessage();
  const session_id = number.sessionId;
  for (const body of [
    envelope("session.connected", { session_id, status: 7, phone_number: {} }, "yesterday"),
    envelope("message.sent", { session_id }),
    envelope("message.sent", { session_id, chat_id: 5, message: [] }),
    JSON.stringify({ event: "message.sent", session_id, data: null }),
    sent({ extra: { deep: [] } }),
  ]) {
    await storeEvent(workspaceId, inbox.id, body);
  }
  await processWaiting();
  expect(await stateOf(id)).toBe("sent");
  expect(await readNumber(number.id)).toMatchObject({ status: "working", phoneNumber: null });
});

test("many batches side by side over the same numbers all finish", async () => {
  const other = await makeNumber(workspaceId, connectionId);
  for (let index = 0; index < 12; index += 1) {
    const session = index % 2 === 0 ? number : other;
    await storeEvent(workspaceId, inbox.id, received(session.sessionId, `${index}`));
  }
  const runs = Array.from({ length: 8 }, (_, index) =>
    processEvents.run({ workspaceId, fromSeq: 1 + (index % 4), toSeq: 12 - (index % 3) }),
  );
  expect((await Promise.allSettled(runs)).map(({ status }) => status)).toEqual(runs.map(() => "fulfilled"));
});

test("an event's time is never after its arrival, and arrival stands in where it tells none", () => {
  const arrival = new Date("2026-02-11T10:00:00.500Z");
  // Whole seconds count to their end, or a drop would lose against a state learned earlier in the same second.
  expect(happenedAt("2026-02-11T09:59:58Z", arrival)).toEqual(new Date("2026-02-11T09:59:58.999Z"));
  expect(happenedAt("2026-02-11T09:59:58.120Z", arrival)).toEqual(new Date("2026-02-11T09:59:58.120Z"));
  for (const odd of ["2027-01-01T00:00:00Z", "soon", null]) expect(happenedAt(odd, arrival)).toEqual(arrival);
});

test("events that prove nothing are no facts", () => {
  expect(readFact(Buffer.from(received("s", "x")))).toBeNull();
  expect(readFact(Buffer.from("no json"))).toBeNull();
});
