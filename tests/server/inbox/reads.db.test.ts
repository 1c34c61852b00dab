import { beforeAll, describe, expect, test } from "vitest";
import { systemDb } from "#db/client.ts";
import { outboxMessages, rejectedRequests } from "#db/schema/index.ts";
import { newId } from "#server/core/ids.ts";
import { listRejected } from "#server/inbox/read-rejected.ts";
import { getEvent, listEvents, listFilters, listInboxes } from "#server/inbox/reads.ts";
import { keepRejected } from "#server/inbox/rejected.ts";
import { listEventsSchema } from "#server/inbox/schemas.ts";
import { listAnswers } from "#server/messages/reads.ts";
import { makeInbox, makeWorkspace } from "#tests/support/factories.ts";
import { envelope, makeConnection, makeNumber, noId, received, storeEvent } from "./fixtures.ts";

const page = (workspaceId: string, input: Partial<Parameters<typeof listEvents>[1]> = {}) =>
  listEvents(workspaceId, listEventsSchema.parse(input));

test("pages reach every event once, while others keep arriving", async () => {
  const { workspaceId } = await makeWorkspace();
  const inbox = await makeInbox(workspaceId);
  for (let index = 0; index < 23; index += 1)
    await storeEvent(workspaceId, inbox.id, received("s", `${index}`));

  const first = await page(workspaceId, { limit: 5 });
  const seen = first.events.map(({ seq }) => seq);
  let before = first.nextBefore;
  while (before !== null) {
    const [next] = await Promise.all([
      page(workspaceId, { limit: 5, before }),
      storeEvent(workspaceId, inbox.id, received("s", `late ${before}`)),
    ]);
    seen.push(...next.events.map(({ seq }) => seq));
    before = next.nextBefore;
  }
  expect(seen).toEqual(Array.from({ length: 23 }, (_, index) => 23 - index));
  // What came meanwhile is what the live stream replays after `latestSeq`.
  expect(first.latestSeq).toBe(23);
});

test("the last page says that it is the last, also when it is full", async () => {
  const { workspaceId } = await makeWorkspace();
  const inbox = await makeInbox(workspaceId);
  for (const text of ["a", "b"]) await storeEvent(workspaceId, inbox.id, received("s", text));
  expect(await page(workspaceId, { limit: 2 })).toMatchObject({ nextBefore: null, latestSeq: 2 });
  expect(await page(workspaceId, { before: 1 })).toMatchObject({ events: [], nextBefore: null });
});

test("an empty workspace is an empty page from zero", async () => {
  const { workspaceId } = await makeWorkspace();
  expect(await page(workspaceId)).toEqual({
    ...{ events: [], nextBefore: null, latestSeq: 0, searchedTo: null },
  });
});

test("filters by event, number, inbox and verdict hold alone and together", async () => {
  const { workspaceId } = await makeWorkspace();
  const [signed, unsigned] = [await makeInbox(workspaceId), await makeInbox(workspaceId, { secret: null })];
  await storeEvent(workspaceId, signed.id, received("one", "a"));
  await storeEvent(workspaceId, signed.id, envelope("lead.detected", { session_id: "two" }));
  await storeEvent(workspaceId, unsigned.id, received("two", "c"), { verdict: "unsigned" });
  const seqs = async (input: Parameters<typeof page>[1]) =>
    (await page(workspaceId, input)).events.map(({ seq }) => seq);
  expect(await seqs({ event: "message.received" })).toEqual([3, 1]);
  expect(await seqs({ sessionId: "two" })).toEqual([3, 2]);
  expect(await seqs({ inboxId: signed.id })).toEqual([2, 1]);
  expect(await seqs({ verdict: "unsigned" })).toEqual([3]);
  expect(await seqs({ event: "message.received", sessionId: "two", inboxId: signed.id })).toEqual([]);
});

test("a large body is listed with its size and without a preview", async () => {
  const { workspaceId } = await makeWorkspace();
  const inbox = await makeInbox(workspaceId);
  const small = received("s", "hello");
  const large = received("s", "x".repeat(100_000));
  await storeEvent(workspaceId, inbox.id, small);
  await storeEvent(workspaceId, inbox.id, large);
  expect((await page(workspaceId)).events).toMatchObject([
    { sizeBytes: large.length, preview: null, event: "message.received" },
    { sizeBytes: small.length, preview: "hello", direction: "inbound" },
  ]);
});

describe("numbers outside the allowlist", () => {
  let workspaceId: string;
  let shown: string;
  let hidden: string;
  let number: Awaited<ReturnType<typeof makeNumber>>;
  let connected: { id: string };

  beforeAll(async () => {
    workspaceId = (await makeWorkspace()).workspaceId;
    const connectionId = await makeConnection(workspaceId);
    number = await makeNumber(workspaceId, connectionId, { name: "Ours", phoneNumber: "+4930123456" });
    const other = await makeNumber(workspaceId, connectionId, { name: "Theirs", allowed: false });
    connected = await makeInbox(workspaceId, { connectionId });
    shown = (await storeEvent(workspaceId, connected.id, received(number.sessionId, "ours"))).id;
    hidden = (
      await storeEvent(
        workspaceId,
        connected.id,
        envelope("lead.detected", { session_id: other.sessionId, message: "theirs" }),
      )
    ).id;
    await storeEvent(workspaceId, connected.id, received("never listed by MoltFlow", "unknown"));
  });

  test("their events are in no list, whatever the filter", async () => {
    for (const filter of [{}, { event: "lead.detected" }, { inboxId: connected.id }]) {
      const { events } = await page(workspaceId, filter);
      expect(events.filter(({ id }) => id !== shown)).toEqual([]);
    }
    expect((await page(workspaceId)).events).toHaveLength(1);
  });

  test("their events have no detail and no answers", async () => {
    await expect(getEvent(workspaceId, hidden)).rejects.toMatchObject({ reason: "event.not_found" });
    await expect(listAnswers(workspaceId, hidden)).rejects.toMatchObject({ reason: "event.not_found" });
  });

  test("neither they nor what only they send is offered as a filter", async () => {
    expect(await listFilters(workspaceId)).toEqual({
      events: ["message.received"],
      numbers: [{ sessionId: number.sessionId, name: "Ours" }],
      inboxes: [{ id: connected.id, name: "Test inbox" }],
    });
  });

  test("a refused request that may tell of them shows no body", async () => {
    const refuse = (body: string, second: number) =>
      keepRejected({
        ...{ workspaceId, inboxId: connected.id, receivedAt: new Date(second * 1000), headers: {} },
        reason: "signature_wrong",
        body: Buffer.from(body),
      });
    await refuse(received("somebody else", "theirs"), 1);
    await refuse("cut off", 2);
    await refuse(received(number.sessionId, "ours"), 3);
    const rejected = await listRejected(workspaceId, {});
    expect(rejected.map(({ body }) => body?.text ?? null)).toEqual([
      received(number.sessionId, "ours"),
      null,
      null,
    ]);
  });

  test("what an inbox made by hand receives is shown, whatever session it names", async () => {
    const byHand = await makeInbox(workspaceId, { secret: null });
    const { id } = await storeEvent(workspaceId, byHand.id, received("any", "x"), { verdict: "unsigned" });
    expect((await getEvent(workspaceId, id)).number).toBeNull();
  });
});

test("the detail has the bytes, headers, fingerprint, number and answers of the event", async () => {
  const { workspaceId, owner } = await makeWorkspace();
  const connectionId = await makeConnection(workspaceId);
  const number = await makeNumber(workspaceId, connectionId, { phoneNumber: "+4930123456" });
  const inbox = await makeInbox(workspaceId, { connectionId });
  const body = received(number.sessionId, "Olá");
  const { id } = await storeEvent(workspaceId, inbox.id, body);
  await systemDb()
    .insert(outboxMessages)
    .values({
      ...{ workspaceId, id: newId(), numberId: number.id, chatId: "1@c.us", text: "Oi", state: "queued" },
      ...{ idempotencyKey: newId(), answersEventId: id, authorId: owner.id },
    });
  expect(await getEvent(workspaceId, id)).toMatchObject({
    text: body,
    pretty: JSON.stringify(JSON.parse(body), null, 2),
    headers: { "content-type": "application/json" },
    sha256: expect.stringMatching(/^[0-9a-f]{64}$/),
    number: { id: number.id, name: "Reception", phoneNumber: "+4930123456", status: "working" },
    answers: [{ text: "Oi", state: "queued", author: { name: owner.name, email: owner.email } }],
  });
});

test("nothing of another workspace is found by its id, in any position", async () => {
  const [ours, theirs] = [await makeWorkspace(), await makeWorkspace()];
  const inbox = await makeInbox(theirs.workspaceId, { secret: null });
  const { id } = await storeEvent(theirs.workspaceId, inbox.id, received("s", "theirs"));
  await systemDb()
    .insert(rejectedRequests)
    .values({
      ...{ workspaceId: theirs.workspaceId, id: newId(), inboxId: inbox.id, receivedAt: new Date() },
      ...{ reason: "signature_wrong", headers: {}, bodyStart: Buffer.from("theirs"), bodyBytes: 6 },
    });
  for (const eventId of [id, noId]) {
    await expect(getEvent(ours.workspaceId, eventId)).rejects.toMatchObject({ reason: "event.not_found" });
    await expect(listAnswers(ours.workspaceId, eventId)).rejects.toMatchObject({ reason: "event.not_found" });
  }
  expect(await page(ours.workspaceId, { inboxId: inbox.id })).toMatchObject({ events: [], latestSeq: 0 });
  expect(await listRejected(ours.workspaceId, { inboxId: inbox.id })).toEqual([]);
  expect(await listInboxes(ours.workspaceId)).toEqual([]);
  expect(await listFilters(ours.workspaceId)).toEqual({ events: [], numbers: [], inboxes: [] });
  // The same ids do lead somewhere for those they belong to.
  expect((await getEvent(theirs.workspaceId, id)).text).toContain("theirs");
  expect(await listRejected(theirs.workspaceId, { inboxId: inbox.id })).toHaveLength(1);
});
