import { and, desc, eq, gt, isNotNull, isNull } from "drizzle-orm";
import type { Queryable } from "#db/client.ts";
import { leakTests, users } from "#db/schema/index.ts";
import { inTenant } from "#db/tenant.ts";
import type { LeakTestState } from "./schemas.ts";

/** A run that takes longer has died. */
const runningForMs = 2 * 60_000;

/** Whether a run of the workspace goes on. */
export async function isRunning(tx: Queryable, workspaceId: string): Promise<boolean> {
  const [running] = await tx
    .select({ id: leakTests.id })
    .from(leakTests)
    .where(
      and(
        eq(leakTests.workspaceId, workspaceId),
        isNull(leakTests.finishedAt),
        gt(leakTests.startedAt, new Date(Date.now() - runningForMs)),
      ),
    )
    .limit(1);
  return running !== undefined;
}

/** The newest finished run, and whether one goes on. */
export function lastReport(workspaceId: string): Promise<LeakTestState> {
  return inTenant(workspaceId, async (tx) => {
    const [row] = await tx
      .select({ test: leakTests, name: users.name, email: users.email })
      .from(leakTests)
      .leftJoin(users, eq(users.id, leakTests.startedBy))
      .where(and(eq(leakTests.workspaceId, workspaceId), isNotNull(leakTests.finishedAt)))
      .orderBy(desc(leakTests.startedAt), desc(leakTests.id))
      .limit(1);
    const running = await isRunning(tx, workspaceId);
    if (!row?.test.finishedAt) return { report: null, running };
    const { id, startedAt, finishedAt, results } = row.test;
    const { name, email } = row;
    return {
      report: {
        ...{ id, results, startedAt: startedAt.toISOString(), finishedAt: finishedAt.toISOString() },
        startedBy: email === null ? null : { name, email },
      },
      running,
    };
  });
}
