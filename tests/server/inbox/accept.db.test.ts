import { createHmac } from "node:crypto";
import { createServer, request as httpRequest, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import { and, asc, eq } from "drizzle-orm";
import { afterAll, beforeAll, describe, expect, test, vi } from "vitest";
import { POST } from "#app/in/[token]/route.ts";
import { systemDb, systemSql } from "#db/client.ts";
import { eventFingerprints, events, rejectedRequests, workspaceCounters } from "#db/schema/index.ts";
import * as environment from "#server/core/env.ts";
import { forgetSingleton } from "#server/core/singleton.ts";
import { answerInbox, inboxTokenOf } from "#server/http/fast-lane.ts";
import { maxBodyBytes } from "#server/inbox/body.ts";
import { rotateSecret } from "#server/inbox/rotate-secret.ts";
import { storeArrivals } from "#server/inbox/store.ts";
import { makeConnectedInbox, makeInbox, makeWorkspace } from "#tests/support/factories.ts";

type Sent = { status: number; body: Record<string, unknown>; headers: Record<string, string> };
type Door = (token: string, body: Uint8Array | string, headers?: Record<string, string>) => Promise<Sent>;

let server: Server;
beforeAll(async () => {
  server = createServer((request, response) => {
    const token = inboxTokenOf(request.url ?? "");
    void answerInbox(request, response, token ?? "");
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
});
afterAll(() => new Promise((resolve) => server.close(resolve)));

const fastLane: Door = (token, body, headers = {}) =>
  new Promise((resolve, reject) => {
    const { port } = server.address() as AddressInfo;
    const sent = httpRequest(
      { port, host: "127.0.0.1", method: "POST", path: `/in/${token}`, headers },
      (response) => {
        response.setEncoding("utf8");
        let text = "";
        response.on("data", (chunk: string) => {
          text += chunk;
        });
        response.on("end", () =>
          resolve({
            status: response.statusCode ?? 0,
            body: JSON.parse(text),
            headers: response.headers as Record<string, string>,
          }),
        );
      },
    );
    sent.on("error", reject);
    sent.end(body);
  });

const routeHandler: Door = async (token, body, headers = {}) => {
  const request = new Request(`http://localhost:3000/in/${token}`, {
    method: "POST",
    body: Buffer.from(body),
    headers,
  });
  const response = await POST(request, { params: Promise.resolve({ token }) });
  return {
    status: response.status,
    body: await response.json(),
    headers: Object.fromEntries(response.headers),
  };
};

const sign = (secret: string | null, body: Uint8Array | string) => ({
  "x-webhook-signature": createHmac("sha256", secret ?? "")
    .update(body)
    .digest("hex"),
});
const message = (text: string, sessionId = "session-1") =>
  JSON.stringify({
    event: "message.received",
    timestamp: "2026-02-11T10:05:00Z",
    data: { session_id: sessionId, chat_id: "5511999999999@c.us", message: text, direction: "inbound" },
  });

const storedEvents = (workspaceId: string) =>
  systemDb().select().from(events).where(eq(events.workspaceId, workspaceId)).orderBy(asc(events.seq));

/** Up to which `seq` the workspace's events tell something of its numbers. */
async function trustedSeqOf(workspaceId: string) {
  const [row] = await systemDb()
    .select({ trustedSeq: workspaceCounters.trustedSeq })
    .from(workspaceCounters)
    .where(eq(workspaceCounters.workspaceId, workspaceId));
  return row?.trustedSeq;
}

describe.each([
  ["the fast lane", fastLane],
  ["the route handler", routeHandler],
])("%s", (_name, send) => {
  test("a signed event is stored byte for byte before it is acknowledged, with its envelope and seq, and will be heard", async () => {
    const { workspaceId } = await makeWorkspace();
    const { token, secret } = await makeConnectedInbox(workspaceId);
    const body = message("Olá 👋");
    const reply = await send(token, body, { ...sign(secret, body), "user-agent": "MoltFlow" });
    expect(reply.status).toBe(202);
    const [row] = await storedEvents(workspaceId);
    expect(row).toMatchObject({
      id: reply.body.id,
      seq: 1,
      verdict: "verified",
      event: "message.received",
      sessionId: "session-1",
      chatId: "5511999999999@c.us",
      duplicates: 0,
    });
    expect(row?.body.equals(Buffer.from(body))).toBe(true);
    expect(row?.headers["user-agent"]).toBe("MoltFlow");
    expect(await trustedSeqOf(workspaceId)).toBe(1);
  });

  test("what tells nothing of the workspace's numbers makes no work: another inbox's events, and unsigned ones", async () => {
    const { workspaceId } = await makeWorkspace();
    const { connectionId } = await makeConnectedInbox(workspaceId);
    const other = await makeInbox(workspaceId);
    const unsigned = await makeInbox(workspaceId, { connectionId, secret: null });
    const body = message("from a program");
    expect((await send(other.token, body, sign(other.secret, body))).status).toBe(202);
    expect((await send(unsigned.token, body)).status).toBe(202);
    expect(await trustedSeqOf(workspaceId)).toBe(0);
  });

  test("the same bytes again are one event: 200 with the first id, counted", async () => {
    const { workspaceId } = await makeWorkspace();
    const { token, secret } = await makeInbox(workspaceId);
    const body = message("once");
    const first = await send(token, body, sign(secret, body));
    const second = await send(token, body, sign(secret, body));
    expect(second).toMatchObject({ status: 200, body: { id: first.body.id, duplicate: true } });
    expect(await storedEvents(workspaceId)).toMatchObject([{ duplicates: 1 }]);
  });

  test("the same bytes at another inbox, or after 24 hours, are an event of their own", async () => {
    const { workspaceId } = await makeWorkspace();
    const [one, two] = [await makeInbox(workspaceId), await makeInbox(workspaceId)];
    const body = message("again");
    await send(one.token, body, sign(one.secret, body));
    expect((await send(two.token, body, sign(two.secret, body))).status).toBe(202);
    await systemDb()
      .update(eventFingerprints)
      .set({ firstAt: new Date(Date.now() - 24 * 60 * 60 * 1000 - 1000) })
      .where(eq(eventFingerprints.inboxId, one.id));
    expect((await send(one.token, body, sign(one.secret, body))).status).toBe(202);
    expect((await storedEvents(workspaceId)).map(({ seq }) => seq)).toEqual([1, 2, 3]);
  });

  test("a wrong or missing signature is 401, stored as rejected and never as an event or fingerprint", async () => {
    const { workspaceId } = await makeWorkspace();
    const { id, token, secret } = await makeInbox(workspaceId);
    const body = message("forged");
    expect((await send(token, body, sign("another", body))).status).toBe(401);
    expect((await send(token, body)).status).toBe(401);
    expect(await storedEvents(workspaceId)).toEqual([]);
    const reasons = async () => {
      const rows = await systemDb().select().from(rejectedRequests).where(eq(rejectedRequests.inboxId, id));
      return rows.map(({ reason }) => reason).sort();
    };
    await expect.poll(reasons).toEqual(["signature_missing", "signature_wrong"]);
    // A forged copy must not make the genuine one look like a duplicate.
    expect((await send(token, body, sign(secret, body))).status).toBe(202);
  });

  test("an inbox without a secret accepts and marks unsigned", async () => {
    const { workspaceId } = await makeWorkspace();
    const { token } = await makeInbox(workspaceId, { secret: null });
    expect((await send(token, "any bytes \u0000 at all")).status).toBe(202);
    expect(await storedEvents(workspaceId)).toMatchObject([{ verdict: "unsigned", event: null }]);
  });

  test("any bytes are kept: empty, binary, broken JSON, NUL in names", async () => {
    const { workspaceId } = await makeWorkspace();
    const { token } = await makeInbox(workspaceId, { secret: null });
    const bodies = [
      Buffer.alloc(0),
      Buffer.from([0, 255, 254, 128, 10]),
      Buffer.from('{"event": "mess'),
      Buffer.from('{"event":"a\\u0000b","data":{"session_id":7}}'),
      Buffer.from('"\\ud800"'),
    ];
    for (const body of bodies) expect((await send(token, body)).status).toBe(202);
    const rows = await storedEvents(workspaceId);
    expect(rows.map(({ body }) => body.toString("hex"))).toEqual(bodies.map((body) => body.toString("hex")));
  });

  test("1 MiB is taken and one byte more is 413", async () => {
    const { workspaceId } = await makeWorkspace();
    const { token } = await makeInbox(workspaceId, { secret: null });
    expect((await send(token, Buffer.alloc(maxBodyBytes, 120))).status).toBe(202);
    expect((await send(token, Buffer.alloc(maxBodyBytes + 1, 120))).status).toBe(413);
  });

  test("an unknown address is 404 and says nothing else", async () => {
    const reply = await send("no-such-token", "{}");
    expect(reply.status).toBe(404);
    expect(Object.keys(reply.body)).toEqual(["error", "message"]);
  });

  test("past the inbox's cap a request is 429, says when to come back, and stores nothing", async () => {
    const { workspaceId } = await makeWorkspace();
    const { token } = await makeInbox(workspaceId, { secret: null });
    vi.spyOn(environment, "env").mockReturnValue({ ...environment.env(), INBOX_EVENTS_PER_SECOND: 1 });
    forgetSingleton("inbox.rate-cap");
    try {
      const statuses: number[] = [];
      for (const text of ["one", "two", "three", "four"]) {
        const reply = await send(token, text);
        statuses.push(reply.status);
        if (reply.status === 429) expect(Number(reply.headers["retry-after"])).toBeGreaterThan(0);
      }
      expect(statuses.slice(0, 2)).toEqual([202, 202]);
      expect(statuses).toContain(429);
      const taken = statuses.filter((status) => status === 202).length;
      expect(await storedEvents(workspaceId)).toHaveLength(taken);
    } finally {
      vi.restoreAllMocks();
      forgetSingleton("inbox.rate-cap");
    }
  });

  test("after a rotation the old secret is good until its overlap ends", async () => {
    const { workspaceId } = await makeWorkspace();
    const { id, token, secret } = await makeInbox(workspaceId);
    const actor = { kind: "operator" } as const;
    const rotated = await rotateSecret(workspaceId, { inboxId: id, overlapHours: 1 }, actor);
    for (const [index, key] of [secret, rotated.secret].entries()) {
      const body = message(`overlap ${index}`);
      await expect.poll(async () => (await send(token, body, sign(key, body))).status).toBeLessThan(300);
    }
    await rotateSecret(workspaceId, { inboxId: id, overlapHours: 0 }, actor);
    const late = message("late");
    await expect.poll(async () => (await send(token, late, sign(rotated.secret, late))).status).toBe(401);
  });
});

test("concurrent batches of several workspaces number each workspace without gap or repeat", async () => {
  const workspaces = await Promise.all([makeWorkspace(), makeWorkspace(), makeWorkspace()]);
  const inboxes = await Promise.all(
    workspaces.map(({ workspaceId }) => makeInbox(workspaceId, { secret: null })),
  );
  const arrivals = Array.from({ length: 300 }, (_, index) => {
    const at = index % inboxes.length;
    const body = Buffer.from(message(`text ${index}`));
    return {
      id: crypto.randomUUID(),
      workspaceId: workspaces[at]?.workspaceId ?? "",
      inboxId: inboxes[at]?.id ?? "",
      receivedAt: new Date(),
      verdict: "unsigned" as const,
      event: "message.received",
      sessionId: null,
      chatId: null,
      // Every fifth is a copy of its neighbour, so batches race for the same fingerprints.
      sha256: Buffer.from(String(index % 5 === 4 ? index - 3 : index).padStart(32)),
      headers: {},
      body,
    };
  });
  const batches = Array.from({ length: 20 }, (_, index) =>
    arrivals.filter((_arrival, at) => at % 20 === index),
  );
  const results = (await Promise.all(batches.map((batch) => storeArrivals(batch)))).flat();
  for (const { workspaceId } of workspaces) {
    const seqs = (await storedEvents(workspaceId)).map(({ seq }) => seq);
    expect(seqs).toEqual(seqs.map((_, index) => index + 1));
  }
  const stored = (await Promise.all(workspaces.map(({ workspaceId }) => storedEvents(workspaceId)))).flat();
  expect(stored.length).toBe(results.filter(({ duplicate }) => !duplicate).length);
  const counted = stored.reduce((sum, { duplicates }) => sum + duplicates, 0);
  expect(stored.length + counted).toBe(arrivals.length);
});

test("the list of rejected requests keeps the last hundred", async () => {
  const { keepRejected, maxRejectedKept } = await import("#server/inbox/rejected.ts");
  const { workspaceId } = await makeWorkspace();
  const { id: inboxId } = await makeInbox(workspaceId);
  const sql = systemSql();
  await sql`
    insert into rejected_requests (workspace_id, id, inbox_id, received_at, reason, headers, body_start, body_bytes)
    select ${workspaceId}, uuidv7(), ${inboxId}, now(), 'signature_wrong', '{}', '', n from generate_series(1, 150) n`;
  const reason = "signature_missing";
  await keepRejected({
    workspaceId,
    inboxId,
    receivedAt: new Date(),
    reason,
    headers: {},
    body: Buffer.from("new"),
  });
  const kept = await systemDb()
    .select()
    .from(rejectedRequests)
    .where(and(eq(rejectedRequests.workspaceId, workspaceId), eq(rejectedRequests.inboxId, inboxId)));
  expect(kept).toHaveLength(maxRejectedKept);
  expect(kept.some((row) => row.reason === "signature_missing")).toBe(true);
});
