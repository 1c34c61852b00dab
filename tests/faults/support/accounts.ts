import { asc, eq } from "drizzle-orm";
import { expect } from "vitest";
import { systemDb } from "#db/client.ts";
import { events, workspaceCounters } from "#db/schema/index.ts";
import type { Acknowledged } from "./sender.ts";

const oneTo = (count: number) => Array.from({ length: count }, (_, index) => index + 1);

/** How far the workspace was counted, and to where its followers have to read. */
async function countersOf(workspaceId: string) {
  const [row] = await systemDb()
    .select({ lastSeq: workspaceCounters.lastSeq, trustedSeq: workspaceCounters.trustedSeq })
    .from(workspaceCounters)
    .where(eq(workspaceCounters.workspaceId, workspaceId));
  return row;
}

/**
 * Checks that the books balance: what was acknowledged is there under its id, once; `seq` has no gap; whoever follows
 * the events reads to the last.
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
  expect(await countersOf(workspaceId)).toEqual({ lastSeq: rows.length, trustedSeq: rows.length });
}
