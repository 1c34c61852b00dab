import { afterAttempt } from "./breaker.ts";
import type { Turn } from "./turns.ts";
import type { Verdict } from "./verdict.ts";

/** A destination after what its attempts said, one after the other. Pure. */
export function turnAfter(before: Turn, verdicts: readonly Verdict[], nowMs: number): Turn {
  let turn = before;
  for (const verdict of verdicts) turn = afterOne(turn, verdict, nowMs);
  return turn;
}

function afterOne(turn: Turn, { healthy, state, slowMs }: Verdict, nowMs: number): Turn {
  if (healthy === true) {
    const illness = { failingSinceMs: null, deadInRow: 0 };
    return { ...turn, breaker: afterAttempt(turn.breaker, true, nowMs), illness, alertedPercent: 0 };
  }
  const deadInRow = turn.illness.deadInRow + (state === "dead" ? 1 : 0);
  // What was never sent says nothing of the other side, but a template that always fails needs people too.
  if (healthy === null) return { ...turn, illness: { ...turn.illness, deadInRow } };
  return {
    ...turn,
    breaker: afterAttempt(turn.breaker, false, nowMs),
    illness: { failingSinceMs: turn.illness.failingSinceMs ?? nowMs, deadInRow },
    slowUntilMs: slowMs === null ? turn.slowUntilMs : nowMs + slowMs,
  };
}
