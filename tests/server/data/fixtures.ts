import { eq } from "drizzle-orm";
import { systemDb, systemSql } from "#db/client.ts";
import { members } from "#db/schema/index.ts";
import type { roles } from "#db/schema/workspaces.ts";
import { digest, newId } from "#server/core/ids.ts";
import { eraseContactJob, eraseUpstreamJob, exportData } from "#server/data/jobs.ts";
import { readEnvelope } from "#server/inbox/envelope.ts";
import { storeArrivals } from "#server/inbox/store.ts";
import type { JobDefinition } from "#server/jobs/index.ts";
import { makeUser } from "#tests/support/factories.ts";

/** A member of the workspace with this role, restricted or not. */
export async function makeMember(
  workspaceId: string,
  role: (typeof roles)[number],
  restrictions: Partial<typeof members.$inferInsert> = {},
) {
  const person = await makeUser();
  await systemDb()
    .insert(members)
    .values({ workspaceId, userId: person.id, role, ...restrictions });
  return person;
}

type Wanted = {
  chatId?: string;
  sessionId?: string | null;
  text?: string;
  headers?: Record<string, string>;
  receivedAt?: Date;
  body?: Buffer;
};

/** Stored events, in one batch. @returns their ids */
export async function makeEvents(workspaceId: string, inboxId: string, wanted: Wanted[]): Promise<string[]> {
  const arrivals = wanted.map(({ chatId, sessionId, text = "Hello", headers = {}, receivedAt, body }) => {
    const data = { session_id: sessionId ?? undefined, chat_id: chatId, message: text, at: newId() };
    const bytes = body ?? Buffer.from(JSON.stringify({ event: "message.received", data }));
    return {
      ...{ id: newId(), workspaceId, inboxId, verdict: "unsigned" as const, headers, body: bytes },
      ...readEnvelope(bytes),
      receivedAt: receivedAt ?? new Date(),
      sha256: digest(bytes),
    };
  });
  return (await storeArrivals(arrivals)).map(({ id }) => id);
}

const known: JobDefinition<never>[] = [
  eraseContactJob as unknown as JobDefinition<never>,
  eraseUpstreamJob as unknown as JobDefinition<never>,
  exportData as unknown as JobDefinition<never>,
];

/** Jobs of a workspace that wait to be run, oldest first, by name. */
export async function waitingJobs(workspaceId: string, task?: string) {
  const rows = await systemSql()<{ id: string; task: string; key: string | null; payload: unknown }[]>`
    select j.id::text, t.identifier as task, j.key, j.payload
    from graphile_worker._private_jobs j join graphile_worker._private_tasks t on t.id = j.task_id
    where j.payload ->> 'workspaceId' = ${workspaceId} order by j.id`;
  return rows
    .map((row) => ({
      ...row,
      payload: typeof row.payload === "string" ? JSON.parse(row.payload) : row.payload,
    }))
    .filter((row) => task === undefined || row.task === task);
}

/** Runs the workspace's waiting jobs of this kind that are no second tries, as a worker would. */
export async function runJobs(workspaceId: string, task: string): Promise<void> {
  const job = known.find(({ name }) => name === task);
  for (const { id, key, payload } of await waitingJobs(workspaceId, task)) {
    if (key?.endsWith(":again")) continue;
    await systemSql()`select graphile_worker.complete_jobs(${`{${id}}`}::bigint[])`;
    await job?.run(job.payload.parse(payload));
  }
}

export const setMember = (userId: string, change: Partial<typeof members.$inferInsert>) =>
  systemDb().update(members).set(change).where(eq(members.userId, userId));
