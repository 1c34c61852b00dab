import { and, desc, eq, isNotNull, notInArray, sql } from "drizzle-orm";
import type { Transaction } from "#db/client.ts";
import { type LeakTestResult, leakTests } from "#db/schema/index.ts";
import { inTenant } from "#db/tenant.ts";
import { type Actor, record } from "#server/audit/index.ts";
import { countAttempt } from "#server/auth/index.ts";
import { DomainError } from "#server/core/errors.ts";
import { newId } from "#server/core/ids.ts";
import { lastEventSeq } from "#server/workspaces/index.ts";
import { makeCanary, sweepCanaries } from "./canary.ts";
import { isRunning } from "./reads.ts";
import { type Subject, tryEverything } from "./try-everything.ts";

const anHour = { limit: 6, windowMs: 60 * 60_000 };
const reportsKept = 20;

/** Who runs it, as whom it calls, and what there is to call. */
export type Runner = Pick<Subject, "caller" | "slug" | "userId" | "procedures"> & { actor: Actor };

/**
 * Tries to reach what lies beyond the workspace's walls, as the member who asks: everything that takes an id, every
 * list, the live stream. What it tries to reach is made for the run and removed after it.
 * @throws DomainError conflict `walls.running`, limited `walls.too_often`
 */
export async function runLeakTest(workspaceId: string, { actor, ...runner }: Runner): Promise<void> {
  const id = await begin(workspaceId, runner.userId);
  const results = await tryBeyond(workspaceId, runner);
  await inTenant(workspaceId, async (tx) => {
    await tx
      .update(leakTests)
      .set({ finishedAt: new Date(), results })
      .where(and(eq(leakTests.workspaceId, workspaceId), eq(leakTests.id, id)));
    await forgetOldReports(tx, workspaceId);
    const leaks = results.filter(({ passed }) => !passed).length;
    const details = { tried: results.length, leaks };
    await record(tx, { workspaceId, actor, action: "walls.test", target: id, details });
  });
}

/** Takes the workspace's one place for a run. */
async function begin(workspaceId: string, startedBy: string): Promise<string> {
  const id = newId();
  await inTenant(workspaceId, async (tx) => {
    await tx.execute(sql`select pg_advisory_xact_lock(hashtextextended(${`leak test ${workspaceId}`}, 0))`);
    if (await isRunning(tx, workspaceId)) throw alreadyRunning();
    const count = await countAttempt("leak-test", workspaceId, anHour);
    if (!count.allowed) throw tooOften(count.retryAfterMs);
    await tx.insert(leakTests).values({ workspaceId, id, startedBy });
  });
  return id;
}

async function tryBeyond(
  workspaceId: string,
  runner: Omit<Subject, "after" | "canary">,
): Promise<LeakTestResult[]> {
  await sweepCanaries();
  const after = await lastEventSeq(workspaceId);
  const canary = await makeCanary(workspaceId);
  try {
    return await tryEverything({ ...runner, after, canary });
  } finally {
    await canary.remove();
  }
}

async function forgetOldReports(tx: Transaction, workspaceId: string): Promise<void> {
  const newest = tx
    .select({ id: leakTests.id })
    .from(leakTests)
    .where(and(eq(leakTests.workspaceId, workspaceId), isNotNull(leakTests.finishedAt)))
    .orderBy(desc(leakTests.startedAt))
    .limit(reportsKept);
  await tx
    .delete(leakTests)
    .where(and(eq(leakTests.workspaceId, workspaceId), notInArray(leakTests.id, newest)));
}

const alreadyRunning = () =>
  new DomainError(
    "conflict",
    "walls.running",
    "Somebody of your team runs the leak test right now. Its result will be here in a moment.",
  );

const tooOften = (retryAfterMs: number) =>
  new DomainError(
    "limited",
    "walls.too_often",
    "The leak test ran six times within an hour. Look at the last result, or run it again later.",
    { params: { minutes: Math.ceil(retryAfterMs / 60_000) }, retryAfterMs },
  );
