import { sql } from "drizzle-orm";
import type { z } from "zod";
import type { Queryable } from "#db/client.ts";

/** A kind of background work. Handlers may run twice, so each looks at the state it finds before it acts. */
export type JobDefinition<Payload> = {
  name: string;
  payload: z.ZodType<Payload>;
  /** Work that waits for something outside ends with `signal`, when the process is about to stop. */
  run: (payload: Payload, signal?: AbortSignal) => Promise<void>;
};

/** Declares a job beside the domain that owns it; `server/worker.ts` lists them all. */
export const defineJob = <Payload>(definition: JobDefinition<Payload>): JobDefinition<Payload> => definition;

/** When and how a job runs. A second job with the same `key` replaces one that has not started. */
export type JobOptions = { key?: string; runAt?: Date; maxAttempts?: number };

const manyAttempts = 25;

/** Adds a job that commits, or vanishes, with the caller's transaction. */
export async function enqueue<Payload>(
  tx: Queryable,
  job: JobDefinition<Payload>,
  payload: Payload,
  { key, runAt, maxAttempts = manyAttempts }: JobOptions = {},
): Promise<void> {
  await tx.execute(
    sql`select enqueue_job(${job.name}, ${JSON.stringify(payload)}::json, ${key ?? null}, ${runAt?.toISOString() ?? null}::timestamptz, ${maxAttempts})`,
  );
}

/**
 * As `enqueue`, but one with the same `key` that waits already is not put off: it runs at the earlier of both moments.
 * It runs `waitMs` after `runAt`, or after now where that is past; by the database's clock, as workers go by it.
 * Whoever adds several in one transaction does so in the order of their keys, so that two cannot wait for each other.
 */
export async function enqueueNoLater<Payload>(
  tx: Queryable,
  job: JobDefinition<Payload>,
  payload: Payload,
  { key, runAt, waitMs = 0 }: { key: string; runAt: Date; waitMs?: number },
): Promise<void> {
  await tx.execute(
    sql`select enqueue_job_no_later(${job.name}, ${JSON.stringify(payload)}::json, ${key},
      greatest(${runAt.toISOString()}::timestamptz, clock_timestamp()) + ${waitMs} * interval '1 ms', ${manyAttempts})`,
  );
}
