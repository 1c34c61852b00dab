import { createServer, type Server } from "node:http";
import { eq } from "drizzle-orm";
import { afterAll, beforeAll, beforeEach, expect, test } from "vitest";
import { systemDb } from "#db/client.ts";
import { connections, outboxMessages } from "#db/schema/index.ts";
import { inTenant } from "#db/tenant.ts";
import type { Fault } from "#sandbox/moltflow/faults.ts";
import { type RunningSandbox, startMoltflowSandbox } from "#sandbox/moltflow/server.ts";
import { newId } from "#server/core/ids.ts";
import { answerInbox, inboxTokenOf } from "#server/http/fast-lane.ts";
import { reconcileSent, type SentFact } from "#server/messages/index.ts";
import { lastEventSeq } from "#server/workspaces/index.ts";
import { makeInbox } from "#tests/support/factories.ts";
import { hearAll } from "../inbox/fixtures.ts";
import { chatId, type Desk, makeDesk, readRow, runSendJobs, send, textsAt } from "./fixtures.ts";

let sandbox: RunningSandbox;
let door: Server;
let doorUrl: string;
let desk: Desk;

beforeAll(async () => {
  sandbox = await startMoltflowSandbox({ port: 0, tenants: "none", allowPrivateUrls: true });
  door = createServer((request, response) => {
    void answerInbox(request, response, inboxTokenOf(request.url ?? "") ?? "");
  });
  await new Promise<void>((resolve) => door.listen(0, "127.0.0.1", resolve));
  const address = door.address();
  doorUrl = typeof address === "object" && address ? `http://127.0.0.1:${address.port}` : "";
});
afterAll(async () => {
  await sandbox.close();
  await new Promise((resolve) => door.close(resolve));
  expect(sandbox.contractViolations).toEqual([]);
});
beforeEach(async () => {
  desk = await makeDesk(sandbox);
});

/** Has the sandbox deliver the desk's `message.sent` events to an inbox of its connection. */
async function registerInbox(): Promise<void> {
  const { token, secret } = await makeInbox(desk.workspaceId, { connectionId: desk.connectionId });
  const response = await fetch(`${sandbox.url}/api/v2/webhooks`, {
    method: "POST",
    headers: { "content-type": "application/json", "x-api-key": desk.key },
    body: JSON.stringify({ name: "desk", url: `${doorUrl}/in/${token}`, events: ["message.sent"], secret }),
  });
  expect(response.status).toBe(201);
}

const fault = (change: Partial<Fault> & Pick<Fault, "kind">) =>
  fetch(`${sandbox.url}/_sandbox/faults`, {
    method: "POST",
    body: JSON.stringify({ tenantId: desk.tenantId, operation: "sendText", times: 1, ...change }),
  });

/** Waits for an event, and hears it. */
async function hearOne(): Promise<void> {
  await expect.poll(() => lastEventSeq(desk.workspaceId)).toBe(1);
  await hearAll(desk.workspaceId);
}

test("a send that was done but never answered is unknown until its event proves it, and is sent once", async () => {
  await registerInbox();
  await fault({ kind: "timeout_after_work", closeConnection: true });
  const { id } = await send(desk);
  await runSendJobs(desk);
  expect(await readRow(id)).toMatchObject({ state: "unknown", cause: "network", evidence: null });

  await hearOne();
  expect(await readRow(id)).toMatchObject({
    ...{ state: "sent", cause: null },
    evidence: { seenIn: "webhook", upstreamMessageId: expect.any(String), eventId: expect.any(String) },
  });
  expect(await runSendJobs(desk)).toEqual([]);
  expect(textsAt(sandbox, desk)).toEqual(["See you at 3 pm"]);
});

test("an answered send's event settles no other message of the same words", async () => {
  await registerInbox();
  const lost = await unknown({ attemptedAt: new Date() });
  const { id } = await send(desk, { text: "Hello" });
  await runSendJobs(desk);
  await hearOne();
  expect(await readRow(id)).toMatchObject({ state: "sent", evidence: { seenIn: "answer" } });
  expect((await readRow(lost)).state).toBe("unknown");
});

/** A message whose fate is open. */
async function unknown(change: Partial<typeof outboxMessages.$inferInsert> = {}): Promise<string> {
  const id = newId();
  await systemDb()
    .insert(outboxMessages)
    .values({
      ...{ workspaceId: desk.workspaceId, id, numberId: desk.number.id, chatId, text: "Hello" },
      ...{ idempotencyKey: newId(), state: "unknown", cause: "timeout", attemptedAt: at(0) },
      ...change,
    });
  return id;
}

const startMs = Date.now() - 3_600_000;
const at = (seconds: number) => new Date(startMs + seconds * 1000);
const heard = (change: Partial<SentFact> = {}): SentFact => ({
  ...{ workspaceId: desk.workspaceId, eventId: newId(), receivedAt: at(60), sessionId: desk.sessionId },
  ...{ chatId, text: "Hello", upstreamMessageId: newId() },
  ...change,
});
const reconcile = (fact: SentFact) => inTenant(desk.workspaceId, (tx) => reconcileSent(tx, fact));
const states = (ids: string[]) => Promise.all(ids.map(async (id) => (await readRow(id)).state));

test("an event settles one message only, however often it is read and whether or not it names an id", async () => {
  const ids = [await unknown(), await unknown()];
  const facts = [heard(), heard({ upstreamMessageId: null })];
  for (const fact of facts) await reconcile(fact);
  expect(await states(ids)).toEqual(["sent", "sent"]);
  const third = await unknown();
  for (const fact of facts) await reconcile(fact);
  expect(await states([third])).toEqual(["unknown"]);
});

test("the older of two goes first", async () => {
  const [younger, older] = [await unknown({ attemptedAt: at(1) }), await unknown({ attemptedAt: at(0) })];
  await reconcile(heard());
  expect(await states([younger, older])).toEqual(["unknown", "sent"]);
});

test("another chat, number, wording, a later attempt, or one of the day before is no match", async () => {
  const id = await unknown({ attemptedAt: at(0) });
  await reconcile(heard({ chatId: "1@c.us" }));
  await reconcile(heard({ sessionId: newId() }));
  await reconcile(heard({ text: "hello" }));
  await reconcile(heard({ receivedAt: at(-1) }));
  await reconcile(heard({ receivedAt: at(24 * 3600 + 1) }));
  expect(await states([id])).toEqual(["unknown"]);
});

test("messages that never started or have failed are not settled by an event", async () => {
  const ids = [
    await unknown({ state: "queued", attemptedAt: null }),
    await unknown({ state: "failed", cause: "bad_state" }),
  ];
  await reconcile(heard());
  expect(await states(ids)).toEqual(["queued", "failed"]);
});

test("an event that was credited to an older message of the same words is given back by the answer", async () => {
  const older = await unknown();
  const upstreamMessageId = newId();
  // MoltFlow's event overtakes the answer to our own call.
  const upstream = createServer(async (_request, response) => {
    await reconcile(heard({ upstreamMessageId, receivedAt: new Date() }));
    response.writeHead(201, { "content-type": "application/json" });
    response.end(JSON.stringify({ id: upstreamMessageId, status: "pending" }));
  });
  await new Promise<void>((resolve) => upstream.listen(0, "127.0.0.1", resolve));
  const address = upstream.address();
  const baseUrl = typeof address === "object" && address ? `http://127.0.0.1:${address.port}` : "";
  await systemDb().update(connections).set({ baseUrl }).where(eq(connections.id, desk.connectionId));
  const { id } = await send(desk, { text: "Hello" });
  try {
    await runSendJobs(desk);
  } finally {
    upstream.closeAllConnections();
    await new Promise((resolve) => upstream.close(resolve));
  }
  expect(await readRow(id)).toMatchObject({ state: "sent", evidence: { upstreamMessageId } });
  expect(await readRow(older)).toMatchObject({ state: "unknown", cause: "unconfirmed", evidence: null });
});
