import type { Minute } from "./decide.ts";

/**
 * A store's minute with what is known of another store's, whose clock is `aheadMs` behind. In each span of time up to now
 * there are as many calls as in the fuller of the two: what stands in both, because another process carried it over before
 * or the store did not forget it, is not counted twice. Who waited elsewhere begins to wait anew.
 */
export function carryOver(minute: Minute, known: Minute, aheadMs: number): Minute {
  const moved = known.taken.map((taken) => ({ ...taken, atMs: taken.atMs + aheadMs }));
  const length = Math.max(minute.taken.length, moved.length);
  const taken = Array.from({ length }, (_, index) => {
    const [ours, theirs] = [minute.taken.at(index - length), moved.at(index - length)];
    return ours && (!theirs || ours.atMs >= theirs.atMs) ? ours : theirs;
  });
  return { taken: taken.filter((one) => one !== undefined), claims: minute.claims };
}
