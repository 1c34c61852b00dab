import { asc, eq } from "drizzle-orm";
import { expect } from "vitest";
import { systemDb, systemSql } from "#db/client.ts";
import { events } from "#db/schema/index.ts";
import type { Acknowledged } from "./sender.ts";

const oneTo = (count: number) => Array.from({ length: count }, (_, index) => index + 1);

/** The `seq`s that the workspace's waiting jobs will read, as often as they are named. */
async function seqsOfJobs(workspaceId: string): Promise<number[]> {
  const rows = await systemSql()<{ first: number; last: number }[]>`
    select (payload->>'fromSeq')::int as first, (payload->>'toSeq')::int as last
    from graphile_worker._private_jobs where payload->>'workspaceId' = ${workspaceId} order by 1`;
  return rows.flatMap(({ first, last }) => oneTo(last - first + 1).map((step) => first + step - 1));
}

/**
 * Checks that the books balance: what was acknowledged is there under its id, once; `seq` has no gap; each `seq` is
 * in exactly one job. The worker must not have run.
 */
export async function expectBalanced(
  workspaceId: string,
  acknowledged: readonly Acknowledged[],
): Promise<void> {
  const rows = await systemDb()
    .select({ id: events.id, seq: events.seq, sha256: events.sha256 })
    .from(events)
    .where(eq(events.workspaceId, workspaceId))
    .orderBy(asc(events.seq));
  const stored = new Map(rows.map(({ id, sha256 }) => [sha256.toString("hex"), id]));
  expect(stored.size, "the same bytes twice").toBe(rows.length);
  const lost = acknowledged.filter(({ sha256, id }) => stored.get(sha256) !== id);
  expect(lost, "acknowledged, but not stored under that id").toEqual([]);
  expect(rows.map(({ seq }) => seq)).toEqual(oneTo(rows.length));
  expect(await seqsOfJobs(workspaceId)).toEqual(oneTo(rows.length));
}
