import type { Price } from "./rows/catalog.ts";

export type Recurrence = NonNullable<Price["recurring"]>;

/** Seconds. */
export const hour = 3_600;
export const day = 24 * hour;

function addMonths(at: number, months: number): number {
  const date = new Date(at * 1000);
  const first = new Date(date);
  first.setUTCDate(1);
  first.setUTCMonth(first.getUTCMonth() + months);
  const lastDay = new Date(Date.UTC(first.getUTCFullYear(), first.getUTCMonth() + 1, 0)).getUTCDate();
  first.setUTCDate(Math.min(date.getUTCDate(), lastDay));
  return first.getTime() / 1000;
}

/** `count` intervals after `anchor`, both Unix seconds. A day the month lacks becomes its last day. */
export function addIntervals(anchor: number, { interval, interval_count }: Recurrence, count = 1): number {
  const steps = interval_count * count;
  if (interval === "day") return anchor + steps * day;
  if (interval === "week") return anchor + steps * 7 * day;
  return addMonths(anchor, interval === "month" ? steps : steps * 12);
}

/** The first moment after `at` that lies whole intervals from the anchor: 31 Jan, 28 Feb, 31 Mar. */
export function nextPeriodEnd(anchor: number, recurrence: Recurrence, at: number): number {
  let count = 1;
  while (addIntervals(anchor, recurrence, count) <= at) count += 1;
  return addIntervals(anchor, recurrence, count);
}

/** The part of `amount` that falls to `[at, end)` of the period, in whole minor units. */
export function prorate(amount: number, at: number, period: { start: number; end: number }): number {
  const length = period.end - period.start;
  return length <= 0 ? 0 : Math.round((amount * (period.end - at)) / length);
}
