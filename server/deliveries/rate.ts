/** A rate and how far ahead it is used up (a theoretical arrival time). */
export type Rate = { perSecond: number | null; usedUntilMs: number | null };

/** Starts are given out so far ahead, so that a fast destination needs no claim for each. */
const aheadMs = 250;

const firstStartMs = ({ usedUntilMs }: Rate, nowMs: number) => Math.max(nowMs, usedUntilMs ?? 0);

/** How many deliveries may get a start now: those that fall into the next quarter of a second. */
export function startsWithin(rate: Rate, nowMs: number): number {
  if (rate.perSecond === null) return Number.POSITIVE_INFINITY;
  const roomMs = nowMs + aheadMs - firstStartMs(rate, nowMs);
  return roomMs < 0 ? 0 : Math.floor((roomMs * rate.perSecond) / 1000) + 1;
}

/** The instants at which `count` deliveries may start, evenly apart, and up to when the rate is used then. */
export function takeStarts(
  rate: Rate,
  count: number,
  nowMs: number,
): { startsMs: number[]; usedUntilMs: number | null } {
  const { perSecond } = rate;
  if (perSecond === null) return { startsMs: Array.from({ length: count }, () => nowMs), usedUntilMs: null };
  const first = firstStartMs(rate, nowMs);
  const startOf = (index: number) => first + (index * 1000) / perSecond;
  const startsMs = Array.from({ length: count }, (_, index) => startOf(index));
  return { startsMs, usedUntilMs: count === 0 ? rate.usedUntilMs : startOf(count) };
}

/** From when on the next delivery may get a start; null when the rate holds nothing up. */
export function nextStartKnownMs({ perSecond, usedUntilMs }: Rate): number | null {
  return perSecond === null || usedUntilMs === null ? null : usedUntilMs - aheadMs;
}
