import { eq } from "drizzle-orm";
import { beforeEach, expect, test } from "vitest";
import { systemDb } from "#db/client.ts";
import { chats, numbers } from "#db/schema/index.ts";
import { inTenant } from "#db/tenant.ts";
import { applyMessages, followOutbox, recordOutgoing } from "#server/chats/index.ts";
import { newId } from "#server/core/ids.ts";
import { waitingForLocks } from "#tests/support/locks.ts";
import {
  type Desk,
  group,
  hear,
  inbound,
  later,
  makeDesk,
  noon,
  outbound,
  readChat,
  readChats,
  readMessages,
} from "./fixtures.ts";

let desk: Desk;
beforeEach(async () => {
  desk = await makeDesk();
});

/** Queues a message of the owner's. @returns its id */
async function queue(text = "Hi", createdAt = noon): Promise<string> {
  const { workspaceId, number, ownerId } = desk;
  const id = newId();
  await inTenant(workspaceId, (tx) =>
    recordOutgoing(tx, workspaceId, [
      {
        ...{ id, numberId: number.id, chatId: "5511999999999@c.us", kind: "text", text },
        ...{ payload: null, authorId: ownerId, state: "queued", cause: null, createdAt },
      },
    ]),
  );
  return id;
}
const follow = (id: string, change: Parameters<typeof followOutbox>[3]) =>
  inTenant(desk.workspaceId, (tx) => followOutbox(tx, desk.workspaceId, id, change));

test("a contact's message makes its chat, counts, waits, and is made once however often it is told", async () => {
  const heard = inbound(desk, { eventId: newId(), chatName: "Ann" });
  await hear(desk, heard, heard);
  await hear(desk, heard);
  expect(await readMessages(desk)).toHaveLength(1);
  expect(await readChat(desk)).toMatchObject({
    ...{ kind: "person", phone: "+5511999999999", name: "Ann", inboundCount: 1, outboundCount: 0 },
    ...{ lastPreview: "Hello", lastDirection: "inbound", lastMessageAt: noon, waitingSince: noon },
  });
});

test("what arrives late takes its place in time and not at the end", async () => {
  await hear(desk, inbound(desk, { eventId: newId(), text: "second", happenedAt: later(60) }));
  await hear(desk, inbound(desk, { eventId: newId(), text: "first" }));
  expect((await readMessages(desk)).map(({ text }) => text)).toEqual(["first", "second"]);
  expect(await readChat(desk)).toMatchObject({ lastPreview: "second", waitingSince: noon, inboundCount: 2 });
});

test("an answer ends the waiting; one that failed does not", async () => {
  await hear(desk, inbound(desk, { eventId: newId() }));
  const id = await queue("Hi", later(10));
  expect(await readChat(desk)).toMatchObject({ waitingSince: null, lastPreview: "Hi", outboundCount: 1 });
  await follow(id, { status: "sending" });
  await follow(id, { status: "failed", cause: "number_removed" });
  expect(await readChat(desk)).toMatchObject({ waitingSince: noon });
  await hear(desk, inbound(desk, { eventId: newId(), happenedAt: later(20) }));
  await hear(desk, outbound(desk, { eventId: newId(), happenedAt: later(30) }));
  expect((await readChat(desk)).waitingSince).toBeNull();
});

test("a contact's news reopen a chat and wake one that sleeps until a reply; the past and our own words do not", async () => {
  await hear(desk, inbound(desk, { eventId: newId() }));
  const sleep = () =>
    systemDb()
      .update(chats)
      .set({ state: "resolved", snoozedUntilReply: true })
      .where(eq(chats.workspaceId, desk.workspaceId));
  await sleep();
  await hear(desk, outbound(desk, { eventId: newId(), text: "Bye" }));
  await hear(desk, inbound(desk, { upstreamId: newId(), text: "Old", news: "no", happenedAt: later(-600) }));
  expect(await readChat(desk)).toMatchObject({ state: "resolved", snoozedUntilReply: true, inboundCount: 1 });
  await hear(desk, inbound(desk, { eventId: newId(), text: "Again", happenedAt: later(60) }));
  expect(await readChat(desk)).toMatchObject({ state: "open", snoozedUntilReply: false, inboundCount: 2 });
});

test("equal words in one second are as many messages as there are events", async () => {
  await hear(desk, inbound(desk, { eventId: newId() }), inbound(desk, { eventId: newId() }));
  expect(await readMessages(desk)).toHaveLength(2);
  // History knows of a third, whose event was the same byte for byte.
  await hear(desk, ...[1, 2, 3].map(() => inbound(desk, { upstreamId: newId(), news: "unless_known" })));
  expect(await readMessages(desk)).toHaveLength(3);
  expect((await readChat(desk)).inboundCount).toBe(3);
});

test("a group's message that two events tell of is one, with its sender, in either order", async () => {
  const author = { kind: "contact", id: null, name: "Bo", phone: "+4915112345678" } as const;
  const text = "x".repeat(700);
  const tellings = [
    inbound(desk, { chatId: group, eventId: newId(), text }),
    inbound(desk, {
      ...{ chatId: group, upstreamId: newId(), text: text.slice(0, 500), truncated: true, author },
      happenedAt: later(1),
    }),
  ];
  for (const order of [tellings, tellings.toReversed()]) {
    desk = await makeDesk();
    for (const heard of order) await hear(desk, { ...heard, sessionId: desk.sessionId });
    const [message, ...others] = await readMessages(desk);
    expect(others).toEqual([]);
    expect(message).toMatchObject({ text, truncated: false, senderName: "Bo", happenedAt: noon });
    expect(await readChat(desk)).toMatchObject({ kind: "group", inboundCount: 1 });
  }
});

test("our own message keeps its id from the queue to the phone, whoever proves it", async () => {
  const id = await queue();
  await follow(id, { status: "sending" });
  await follow(id, { status: "unknown", cause: "timeout" });
  const [eventId, upstreamId] = [newId(), newId()];
  await hear(desk, outbound(desk, { text: "Hi", eventId, upstreamId, outboxId: id, happenedAt: later(5) }));
  await hear(desk, outbound(desk, { text: null, status: "read", upstreamId, happenedAt: later(9) }));
  await follow(id, { status: "sent", evidence: "answer", upstreamId });
  expect(await readMessages(desk)).toMatchObject([
    { id, authorKind: "member", status: "read", cause: null, eventId, upstreamId, happenedAt: noon },
  ]);
  expect((await readChat(desk)).outboundCount).toBe(1);
});

test("receipts that come before their message wait for it unseen", async () => {
  const upstreamId = newId();
  await hear(desk, outbound(desk, { text: null, status: "read", upstreamId }));
  expect(await readChat(desk)).toMatchObject({ lastPreview: null, outboundCount: 0 });
  await hear(desk, outbound(desk, { text: "From the phone", eventId: newId(), upstreamId }));
  expect(await readMessages(desk)).toMatchObject([{ text: "From the phone", kind: "text", status: "read" }]);
  expect(await readChat(desk)).toMatchObject({ lastPreview: "From the phone", outboundCount: 1 });
});

test("an event that came before our answer and looked like the phone's is united with our message", async () => {
  const id = await queue();
  await follow(id, { status: "sending" });
  const upstreamId = newId();
  // MoltFlow trimmed it, say, so that nothing but the id is the same.
  await hear(desk, outbound(desk, { text: "Hi!", eventId: newId(), upstreamId, happenedAt: later(1) }));
  expect(await readMessages(desk)).toHaveLength(2);
  await follow(id, { status: "sent", evidence: "answer", upstreamId });
  expect(await readMessages(desk)).toMatchObject([{ id, status: "sent", upstreamId, text: "Hi" }]);
  expect((await readChat(desk)).outboundCount).toBe(1);
});

test("proof that belongs to another send of the same words goes over to it", async () => {
  const [first, second] = [await queue(), await queue("Hi", later(1))];
  for (const id of [first, second]) await follow(id, { status: "sending" });
  const [eventId, upstreamId] = [newId(), newId()];
  await hear(
    desk,
    outbound(desk, { text: "Hi", eventId, upstreamId, outboxId: first, happenedAt: later(2) }),
  );
  await follow(second, { status: "sent", evidence: "answer", upstreamId });
  expect(await readMessages(desk)).toMatchObject([
    { id: first, status: "unknown", cause: "unconfirmed", eventId: null, upstreamId: null },
    { id: second, status: "sent", eventId, upstreamId },
  ]);
});

test("a message that failed is not what the phone sent in its place", async () => {
  const id = await queue();
  await follow(id, { status: "failed", cause: "number_removed" });
  await hear(desk, outbound(desk, { text: "Hi", eventId: newId(), happenedAt: later(60) }));
  expect(await readMessages(desk)).toMatchObject([
    { id, status: "failed" },
    { authorKind: "phone", status: "sent" },
  ]);
});

test("sessions that are no allowed numbers make nothing", async () => {
  await systemDb().update(numbers).set({ allowed: false }).where(eq(numbers.id, desk.number.id));
  const { ids } = await hear(desk, inbound(desk, { eventId: newId() }));
  expect(ids).toEqual([null]);
  expect(await readChats(desk)).toEqual([]);
});

test("many at once over the same chats make each message once", async () => {
  const heard = Array.from({ length: 20 }, (_, index) =>
    inbound(desk, { chatId: `${5511000000000 + (index % 4)}@c.us`, eventId: newId(), text: `${index}` }),
  );
  await Promise.all(
    Array.from({ length: 8 }, (_, index) =>
      hear(desk, ...(index % 2 === 0 ? heard : heard.toReversed()).slice(index)),
    ),
  );
  expect(await readMessages(desk)).toHaveLength(20);
  expect((await readChats(desk)).map(({ inboundCount }) => inboundCount)).toEqual([5, 5, 5, 5]);
});

test("whoever hears the same a moment later waits for whoever heard it first, and finds it", async () => {
  const { workspaceId } = desk;
  await hear(desk, inbound(desk, { eventId: newId() }));
  const again = inbound(desk, { eventId: newId(), text: "Again", happenedAt: later(60) });
  let second: Promise<unknown> | undefined;
  await inTenant(workspaceId, async (tx) => {
    await applyMessages(tx, workspaceId, [again]);
    second = hear(desk, again);
    await expect.poll(waitingForLocks).toBe(1);
  });
  expect(await second).toMatchObject({ made: 0 });
  expect(await readMessages(desk)).toHaveLength(2);
});
