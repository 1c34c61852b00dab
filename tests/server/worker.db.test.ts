import { eq } from "drizzle-orm";
import { afterAll, beforeAll, expect, test, vi } from "vitest";
import { systemDb, systemSql } from "#db/client.ts";
import { budgetTenants } from "#db/schema/index.ts";
import { type RunningSandbox, startMoltflowSandbox } from "#sandbox/moltflow/server.ts";
import { enqueue } from "#server/jobs/index.ts";
import { lookAtNumbers } from "#server/numbers/jobs.ts";
import { startWorker } from "#server/worker.ts";
import { type Connected, callsAt, makeConnected } from "./connections/fixtures.ts";

let sandbox: RunningSandbox;
let worker: Awaited<ReturnType<typeof startWorker>>;
beforeAll(async () => {
  sandbox = await startMoltflowSandbox({ port: 0, allowPrivateUrls: true });
  worker = await startWorker();
}, 30_000);
afterAll(async () => {
  await worker.stop();
  await sandbox.close();
});

const minuteMs = 60_000;

type JobRow = { runAt: number; attempts: number; maxAttempts: number; isRunning: boolean };

/** The workspace's looks at its numbers that wait or run. */
async function looksOf({ workspaceId }: Connected): Promise<JobRow[]> {
  const rows = await systemSql()<{ run_at: string; attempts: number; max: number; running: boolean }[]>`
    select j.run_at, j.attempts, j.max_attempts as max, j.locked_at is not null as running
    from graphile_worker._private_jobs j join graphile_worker._private_tasks t on t.id = j.task_id
    where t.identifier = ${lookAtNumbers.name} and j.payload->>'workspaceId' = ${workspaceId}`;
  return rows.map(({ run_at, attempts, max, running }) => ({
    ...{ runAt: new Date(run_at).getTime(), attempts, maxAttempts: max, isRunning: running },
  }));
}

const look = ({ workspaceId }: Connected, runAt = new Date()) =>
  systemDb().transaction((tx) =>
    enqueue(tx, lookAtNumbers, { workspaceId }, { key: `look:${workspaceId}`, maxAttempts: 1, runAt }),
  );

const account = ({ tenantId }: Connected) => eq(budgetTenants.key, `${sandbox.url} ${tenantId}`);
const pauseUntil = (desk: Connected, pausedUntil: Date) =>
  systemDb().update(budgetTenants).set({ pausedUntil }).where(account(desk));

test("a job without a turn at MoltFlow comes again when it has one, which costs no attempt and no call", async () => {
  const desk = await makeConnected(sandbox);
  const calls = callsAt(sandbox, desk.tenantId).length;
  const until = Date.now() + 5 * minuteMs;
  await pauseUntil(desk, new Date(until));
  await look(desk);
  await vi.waitFor(
    async () => {
      const [job, ...more] = await looksOf(desk);
      expect(more).toEqual([]);
      expect(job).toMatchObject({ attempts: 0, maxAttempts: 1, isRunning: false });
      expect(Math.abs((job?.runAt ?? 0) - until)).toBeLessThan(30_000);
    },
    { timeout: 10_000 },
  );
  expect(callsAt(sandbox, desk.tenantId)).toHaveLength(calls);
});

test("a job that was asked for anew while it waited for its turn is one job, as it was asked for last", async () => {
  const desk = await makeConnected(sandbox);
  const anew = new Date(Date.now() + 60 * minuteMs);
  // Held, so that the job stands still in front of its turn.
  await systemDb().transaction(async (tx) => {
    await tx.select().from(budgetTenants).where(account(desk)).for("update");
    await look(desk);
    await vi.waitFor(
      async () => expect((await looksOf(desk)).some(({ isRunning }) => isRunning)).toBe(true),
      {
        timeout: 10_000,
      },
    );
    await look(desk, anew);
    await tx
      .update(budgetTenants)
      .set({ pausedUntil: new Date(Date.now() + 5 * minuteMs) })
      .where(account(desk));
  });
  await vi.waitFor(
    async () => expect(await looksOf(desk)).toMatchObject([{ runAt: anew.getTime(), isRunning: false }]),
    { timeout: 10_000 },
  );
});
