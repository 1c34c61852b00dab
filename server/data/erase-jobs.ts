import { sql } from "drizzle-orm";
import type { Transaction } from "#db/client.ts";
import { type Contact, namesContact } from "#server/core/contact.ts";

/** Ends jobs as if they had been done. One that runs at this moment stays; it finds its rows gone. */
async function complete(tx: Transaction, ids: string[]): Promise<number> {
  if (ids.length === 0) return 0;
  const done = await tx.execute(
    sql`select id from graphile_worker.complete_jobs(${sql.param(`{${ids.join(",")}}`)}::bigint[])`,
  );
  return done.length;
}

const waiting = (workspaceId: string) => sql`
  from graphile_worker._private_jobs
  where locked_at is null and json_typeof(payload) = 'object' and payload ->> 'workspaceId' = ${workspaceId}`;

/** Takes jobs about these records off the queue. */
export async function eraseJobsAbout(tx: Transaction, workspaceId: string, ids: string[]): Promise<number> {
  if (ids.length === 0) return 0;
  const jobs = await tx.execute<{ id: string }>(sql`
    select id::text ${waiting(workspaceId)}
    and exists (select 1 from json_each_text(payload) as part where part.value = any(${sql.param(`{${ids.join(",")}}`)}::text[]))`);
  return complete(
    tx,
    jobs.map(({ id }) => id),
  );
}

/** Takes jobs off the queue whose own payload names the contact. */
export async function eraseJobsNaming(
  tx: Transaction,
  workspaceId: string,
  contact: Contact,
): Promise<number> {
  const jobs = await tx.execute<{ id: string; payload: string }>(
    sql`select id::text, payload::text ${waiting(workspaceId)}`,
  );
  return complete(
    tx,
    jobs.filter(({ payload }) => namesContact(contact, payload)).map(({ id }) => id),
  );
}
