import { eq } from "drizzle-orm";
import { vi } from "vitest";
import { systemDb } from "#db/client.ts";
import { numbers, pairings } from "#db/schema/index.ts";
import type { ManualClock } from "#sandbox/moltflow/clock.ts";
import type { RunningSandbox } from "#sandbox/moltflow/server.ts";
import { createNumber } from "#server/numbers/create-number.ts";
import { pairNumber as pairNumberJob } from "#server/numbers/jobs.ts";
import { type Connected, makeConnected, operator } from "#tests/server/connections/fixtures.ts";
import { takeJobs } from "#tests/server/inbox/fixtures.ts";

/** A connected workspace with one more number, which waits to be paired. */
export async function makeUnpaired(sandbox: RunningSandbox) {
  const desk = await makeConnected(sandbox);
  const unpaired = await createNumber(desk.workspaceId, "Reception", operator);
  return { ...desk, unpaired };
}

/** Moves the sandbox's time and ours together. */
export async function passTime(clock: ManualClock, ms: number): Promise<void> {
  await clock.advance(ms);
  vi.setSystemTime(clock.now());
}

/** Waits for the planned step of the workspace's pairing and runs it. @returns false when none is planned */
export async function runPairingStep({ workspaceId }: Connected, clock: ManualClock): Promise<boolean> {
  const [job, ...more] = await takeJobs(workspaceId, pairNumberJob.name);
  if (more.length > 0) throw new Error("More than one step of a pairing is planned.");
  if (!job) return false;
  await passTime(clock, Math.max(0, job.runAt.getTime() - clock.now()));
  await pairNumberJob.run(pairNumberJob.payload.parse(job.payload));
  return true;
}

export async function readPairing(id: string) {
  const [row] = await systemDb().select().from(pairings).where(eq(pairings.id, id));
  if (!row) throw new Error("There is no such pairing.");
  return row;
}

export async function readNumber(id: string) {
  const [row] = await systemDb().select().from(numbers).where(eq(numbers.id, id));
  if (!row) throw new Error("There is no such number.");
  return row;
}
