import { setTimeout as sleep } from "node:timers/promises";
import { limiter, refusalOf } from "#server/limiter/index.ts";
import {
  askOf,
  BudgetWait,
  isOwnWork,
  patienceMs,
  type TakeTurn,
  type Turn,
} from "#server/moltflow/index.ts";
import { arePlansSold } from "#server/plans/index.ts";

/** Somebody else may give up their place, so look at least this often. */
const longestSleepMs = 1_000;
/** A place is kept for somebody who waits here; a job comes back by a clock that looks every two seconds. */
const graceMs = { waiting: 1_000, job: 5_000 };
/** It comes again rather than wait. */
const isJob = (turn: Turn): boolean => turn.place !== undefined || isOwnWork(turn);

/** @returns when the place was taken. @throws BudgetWait whose `cause` is the refusal */
async function takePlace(workspaceId: string, turn: Turn): Promise<number> {
  const { lane } = askOf(workspaceId, turn);
  const job = isJob(turn);
  const ask = { lane, class: turn.class, graceMs: job ? graceMs.job : graceMs.waiting };
  const giveUpMs = Date.now() + patienceMs(job ? { place: "" } : {});
  for (;;) {
    const verdict = await limiter().ask(workspaceId, ask);
    if (verdict.allowed) return verdict.atMs;
    const { retryAfterMs } = verdict;
    const retryAtMs = Date.now() + retryAfterMs;
    if (retryAtMs > giveUpMs) throw new BudgetWait(retryAtMs, refusalOf(verdict));
    await sleep(Math.min(retryAfterMs, longestSleepMs));
  }
}

/**
 * Has every call take a place of the workspace's own minute before it stands in the line of the MoltFlow account. Where
 * nothing is sold the account's minute is the only one.
 */
export function withinMinute(workspaceId: string, turn: Turn, takeTurn: TakeTurn): TakeTurn {
  if (!arePlansSold()) return takeTurn;
  const { lane } = askOf(workspaceId, turn);
  let isCounted = turn.counted ?? false;
  return async (call) => {
    if (isCounted) {
      isCounted = false;
      return takeTurn(call);
    }
    const startMs = Date.now();
    const atMs = await takePlace(workspaceId, turn);
    try {
      return await takeTurn({ ...call, waitedMs: Date.now() - startMs });
    } catch (error) {
      // The call was not made.
      await limiter().giveBack(workspaceId, lane, atMs);
      throw error;
    }
  };
}
