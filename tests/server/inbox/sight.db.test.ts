import { eq } from "drizzle-orm";
import { beforeAll, describe, expect, test } from "vitest";
import { systemDb } from "#db/client.ts";
import {
  chats,
  events,
  members,
  numbers,
  outboxMessages,
  pairings,
  rejectedRequests,
} from "#db/schema/index.ts";
import { inTenant, type Sight } from "#db/tenant.ts";
import { newId } from "#server/core/ids.ts";
import { chatAlias } from "#server/core/pseudonym.ts";
import { keepRejected } from "#server/inbox/rejected.ts";
import type { Restrictions } from "#server/members/index.ts";
import { callerOf } from "#tests/support/callers.ts";
import { makeChat, makeInbox, makeUser, makeWorkspace } from "#tests/support/factories.ts";
import { envelope, makeConnection, makeNumber, storeEvent } from "./fixtures.ts";

const [anna, ben] = ["4915112345678@c.us", "5511987654321@c.us"];

const message = (sessionId: string, chatId: string, text: string) =>
  envelope("message.received", {
    session_id: sessionId,
    chat_id: chatId,
    message: text,
    direction: "inbound",
  });

/** Two numbers with two chats each, one answer to each first chat, and an event of no number. */
async function makeDesk() {
  const { workspaceId, slug, ownerId, owner } = await makeWorkspace();
  const connectionId = await makeConnection(workspaceId);
  const inbox = await makeInbox(workspaceId, { connectionId, secret: "whatever-secret" });
  const desk = { workspaceId, slug, ownerId, owner, inboxId: inbox.id };
  const make = async (name: string) => {
    const number = await makeNumber(workspaceId, connectionId, { name, phoneNumber: "+5511900000000" });
    const said = async (chatId: string) =>
      (await storeEvent(workspaceId, inbox.id, message(number.sessionId, chatId, `${name}: ${chatId}`))).id;
    const fromAnna = await said(anna);
    const fromBen = await said(ben);
    const answer = { chatId: anna, text: `${name} answers`, answersEventId: fromAnna, authorId: ownerId };
    await systemDb()
      .insert(outboxMessages)
      .values({
        ...answer,
        ...{ workspaceId, id: newId(), numberId: number.id, idempotencyKey: newId(), state: "sent" },
      });
    await systemDb()
      .insert(pairings)
      .values({ workspaceId, id: newId(), numberId: number.id, state: "connected", endedAt: new Date() });
    return { ...number, fromAnna, fromBen };
  };
  const [front, back] = [await make("Front"), await make("Back")];
  const unnumbered = await storeEvent(workspaceId, inbox.id, envelope("system.notice", {}));
  await keepRejected({
    ...{ workspaceId, inboxId: inbox.id, receivedAt: new Date(), reason: "signature_wrong", headers: {} },
    body: Buffer.from(message(front.sessionId, anna, "forged")),
  });
  return { ...desk, front, back, unnumberedId: unnumbered.id };
}
type Desk = Awaited<ReturnType<typeof makeDesk>>;

async function join({ workspaceId }: Desk, restrictions: Partial<Restrictions>) {
  const person = await makeUser();
  await systemDb()
    .insert(members)
    .values({ workspaceId, userId: person.id, role: "agent", ...restrictions });
  return { person, api: await callerOf(person) };
}

let desk: Desk;
beforeAll(async () => {
  desk = await makeDesk();
});

describe("an agent restricted to one number", () => {
  test("sees only that number, everywhere", async () => {
    const { api } = await join(desk, { onlyNumbers: [desk.front.id] });
    const workspace = desk.slug;
    expect((await api.numbers.list({ workspace })).map(({ id }) => id)).toEqual([desk.front.id]);
    const { events } = await api.inbox.events({ workspace });
    expect(events.map(({ id }) => id)).toEqual([desk.front.fromBen, desk.front.fromAnna]);
    const filters = await api.inbox.filters({ workspace });
    expect(filters.numbers.map(({ name }) => name)).toEqual(["Front"]);
    expect(filters.events).toEqual(["message.received"]);
    expect(await api.inbox.rejected({ workspace })).toEqual([]);
    expect((await api.connection.get({ workspace }))?.numbers.map(({ name }) => name)).toEqual(["Front"]);
    expect(await api.messages.forEvent({ workspace, eventId: desk.front.fromAnna })).toHaveLength(1);
  });

  test("finds nothing of the others, and sends nothing through them", async () => {
    const { api } = await join(desk, { onlyNumbers: [desk.front.id] });
    const workspace = desk.slug;
    const { back } = desk;
    const send = { numberId: back.id, chatId: anna, text: "Hi", idempotencyKey: newId() };
    const attempts = [
      () => api.numbers.get({ workspace, numberId: back.id }),
      () => api.numbers.pairing({ workspace, numberId: back.id }),
      () => api.inbox.event({ workspace, id: back.fromAnna }),
      () => api.inbox.event({ workspace, id: desk.unnumberedId }),
      () => api.messages.forEvent({ workspace, eventId: back.fromAnna }),
      () => api.messages.send({ workspace, ...send }),
      () => api.messages.send({ workspace, ...send, numberId: desk.front.id, answersEventId: back.fromAnna }),
      () => api.chats.assign({ workspace, eventId: back.fromAnna, userId: desk.ownerId }),
    ];
    for (const attempt of attempts) await expect(attempt()).rejects.toMatchObject({ code: "NOT_FOUND" });
    expect((await api.inbox.events({ workspace, sessionId: back.sessionId })).events).toEqual([]);
  });

  test("sees nothing at all once the number is gone or no number was chosen", async () => {
    for (const onlyNumbers of [[], [newId()]]) {
      const { api } = await join(desk, { onlyNumbers });
      expect((await api.inbox.events({ workspace: desk.slug })).events).toEqual([]);
      expect(await api.numbers.list({ workspace: desk.slug })).toEqual([]);
    }
  });
});

describe("an agent with assigned chats only", () => {
  test("sees a chat as soon as it is theirs, and no longer once it is not", async () => {
    const { person, api } = await join(desk, { assignedOnly: true });
    const workspace = desk.slug;
    const owner = await callerOf(desk.owner);
    const seen = async () => (await api.inbox.events({ workspace })).events.map(({ id }) => id);
    expect(await seen()).toEqual([]);
    await owner.chats.assign({ workspace, eventId: desk.back.fromBen, userId: person.id });
    expect(await seen()).toEqual([desk.back.fromBen]);
    await expect(api.inbox.event({ workspace, id: desk.back.fromAnna })).rejects.toMatchObject({
      code: "NOT_FOUND",
    });
    const send = { numberId: desk.back.id, text: "Hi", idempotencyKey: newId() };
    await expect(api.messages.send({ workspace, ...send, chatId: anna })).rejects.toMatchObject({
      cause: { reason: "chat.not_found" },
    });
    expect(await api.messages.send({ workspace, ...send, chatId: ben })).toMatchObject({ state: "queued" });
    // They may hand it over, and it is out of their sight.
    await api.chats.assign({ workspace, eventId: desk.back.fromBen, userId: desk.ownerId });
    expect(await seen()).toEqual([]);
  });

  test("the event says who takes care of its chat", async () => {
    const owner = await callerOf(desk.owner);
    const workspace = desk.slug;
    await owner.chats.assign({ workspace, eventId: desk.front.fromAnna, userId: desk.ownerId });
    const event = await owner.inbox.event({ workspace, id: desk.front.fromAnna });
    expect(event.assignee).toMatchObject({ userId: desk.ownerId });
    await owner.chats.assign({ workspace, eventId: desk.front.fromAnna, userId: null });
    expect((await owner.inbox.event({ workspace, id: desk.front.fromAnna })).assignee).toBeNull();
  });

  test("nobody outside the workspace, suspended or unknown is given a chat", async () => {
    const owner = await callerOf(desk.owner);
    const suspended = await join(desk, {});
    await systemDb()
      .update(members)
      .set({ suspendedAt: new Date() })
      .where(eq(members.userId, suspended.person.id));
    const stranger = await makeUser();
    for (const userId of [stranger.id, suspended.person.id, "nobody"]) {
      const giving = owner.chats.assign({ workspace: desk.slug, eventId: desk.front.fromBen, userId });
      await expect(giving).rejects.toMatchObject({ code: "NOT_FOUND" });
    }
  });
});

describe("an agent who may not see phone numbers", () => {
  test("reads and answers a chat without ever being told its number", async () => {
    const { api } = await join(desk, { hidePhones: true });
    const workspace = desk.slug;
    const { events } = await api.inbox.events({ workspace });
    const event = await api.inbox.event({ workspace, id: desk.front.fromAnna });
    const list = await api.numbers.list({ workspace });
    const text = JSON.stringify([events, event, list]);
    for (const secret of ["4915112345678", "5511987654321", "5511900000000"]) {
      expect(text).not.toContain(secret);
    }
    const alias = chatAlias(desk.workspaceId, anna);
    expect(event.chatId).toBe(alias);
    expect(events.filter(({ chatId }) => chatId === alias)).toHaveLength(2);
    const sent = await api.messages.send({
      ...{ workspace, numberId: desk.front.id, chatId: alias, text: "Hello", idempotencyKey: newId() },
      answersEventId: desk.front.fromAnna,
    });
    expect(sent.chatId).toBe(alias);
    const [row] = await systemDb().select().from(outboxMessages).where(eq(outboxMessages.id, sent.id));
    expect(row?.chatId).toBe(anna);
  });
});

describe("under queries that forget who asks", () => {
  test("a restricted member's transaction sees only rows within their sight", async () => {
    const person = await makeUser();
    await systemDb()
      .insert(members)
      .values({ workspaceId: desk.workspaceId, userId: person.id, role: "agent" });
    const { sessionId } = desk.back;
    await makeChat(desk.workspaceId, { sessionId, chatId: anna, assigneeId: person.id });
    const ofFront: Sight = {
      workspaceId: desk.workspaceId,
      onlyNumbers: [desk.front.id],
      assignedTo: null,
    };
    const ofChat: Sight = { workspaceId: desk.workspaceId, onlyNumbers: null, assignedTo: person.id };
    const both: Sight = { ...ofFront, assignedTo: person.id };
    const count = (sight: Sight) =>
      inTenant(sight, async (tx) => ({
        numbers: await tx.$count(numbers),
        pairings: await tx.$count(pairings),
        events: await tx.$count(events),
        outbox: (await tx.select().from(outboxMessages)).filter(({ text }) => /answers/.test(text)).length,
        rejected: await tx.$count(rejectedRequests),
        chats: await tx.$count(chats),
      }));
    expect(await count(ofFront)).toMatchObject({
      numbers: 1,
      pairings: 1,
      events: 2,
      outbox: 1,
      rejected: 0,
    });
    expect(await count(ofChat)).toMatchObject({ events: 1, outbox: 1, rejected: 0, chats: 1 });
    // The chat is one of the other number.
    expect(await count(both)).toMatchObject({ events: 0, outbox: 0, rejected: 0, chats: 0 });
    const changed = await inTenant(ofFront, (tx) => tx.update(numbers).set({ name: "Taken" }).returning());
    expect(changed.map(({ id }) => id)).toEqual([desk.front.id]);
  });
});
