import { eq } from "drizzle-orm";
import { systemDb, systemSql } from "#db/client.ts";
import { connections, inboxes, numbers } from "#db/schema/index.ts";
import { digest, newId } from "#server/core/ids.ts";
import { readEnvelope } from "#server/inbox/envelope.ts";
import { hearTurn } from "#server/inbox/hearing.ts";
import { type Stored, storeArrivals } from "#server/inbox/store.ts";
import { seal } from "#server/vault/index.ts";

export const someone = { kind: "operator" } as const;
export const noId = "00000000-0000-4000-8000-000000000000";

/** A live connection, by default to nowhere. */
export async function makeConnection(
  workspaceId: string,
  { baseUrl = "http://127.0.0.1:1", key = "mf_test", upstreamWebhookId = "" } = {},
): Promise<string> {
  const id = newId();
  const sealedKey = await seal({ workspaceId, purpose: "moltflow-key", recordId: id }, key);
  await systemDb()
    .insert(connections)
    .values({
      ...{ workspaceId, id, baseUrl, sealedKey, keyHint: "mf_…", upstreamTenantId: newId() },
      upstreamWebhookId: upstreamWebhookId || null,
      requestsPerMinute: 40,
      checkedAt: new Date(),
    });
  return id;
}

export async function makeNumber(
  workspaceId: string,
  connectionId: string,
  change: Partial<typeof numbers.$inferInsert> = {},
) {
  const number = {
    ...{ workspaceId, connectionId, id: newId(), sessionId: newId(), name: "Reception" },
    ...{ status: "working", statusAt: new Date("2026-01-01T00:00:00Z"), allowed: true },
    ...change,
  };
  await systemDb().insert(numbers).values(number);
  return number;
}

export const readNumber = async (id: string) =>
  (await systemDb().select().from(numbers).where(eq(numbers.id, id)))[0];
export const readInbox = async (id: string) =>
  (await systemDb().select().from(inboxes).where(eq(inboxes.id, id)))[0];

export const envelope = (event: string, data: Record<string, unknown>, timestamp = "2026-02-11T10:05:00Z") =>
  JSON.stringify({ event, timestamp, data });

export const received = (sessionId: string, text: string) =>
  envelope("message.received", {
    session_id: sessionId,
    chat_id: "5511999999999@c.us",
    message: text,
    direction: "inbound",
  });

/** Stores a body as the door does once it has accepted it. */
export async function storeEvent(
  workspaceId: string,
  inboxId: string,
  body: string | Buffer,
  { verdict = "verified" as "verified" | "unsigned", receivedAt = new Date() } = {},
): Promise<Stored & { seq: number }> {
  const bytes = Buffer.from(body);
  const id = newId();
  const [stored] = await storeArrivals([
    {
      ...{ id, workspaceId, inboxId, receivedAt, verdict, ...readEnvelope(bytes), body: bytes },
      sha256: digest(Buffer.concat([Buffer.from(id), bytes])),
      headers: { "content-type": "application/json" },
    },
  ]);
  if (!stored || stored.seq === null) throw new Error("The event was not stored.");
  return { ...stored, seq: stored.seq };
}

/** Hears what waits in a workspace, as its turns do. */
export async function hearAll(workspaceId: string): Promise<void> {
  while ((await hearTurn(workspaceId)) !== "done");
}

export type QueuedJob = { payload: unknown; runAt: Date };

/** Takes the workspace's waiting jobs of a kind out of the queue, oldest first. */
export async function takeJobs(workspaceId: string, task: string): Promise<QueuedJob[]> {
  const rows = await systemSql()<{ id: string; payload: unknown; run_at: string }[]>`
    delete from graphile_worker._private_jobs j using graphile_worker._private_tasks t
    where t.id = j.task_id and t.identifier = ${task} and j.payload->>'workspaceId' = ${workspaceId}
    returning j.id, j.payload, j.run_at`;
  return [...rows]
    .sort((a, b) => Number(a.id) - Number(b.id))
    .map(({ payload, run_at }) => ({ payload, runAt: new Date(run_at) }));
}
