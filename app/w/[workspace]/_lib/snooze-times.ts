import { instantAt, type WallTime, wallTimeAt } from "./zoned-time.ts";

const hourMs = 60 * 60_000;
/** When people who put something off to another day want to see it. */
const morning = { hour: 9, minute: 0 };

/** The moments that the menu offers, as instants, counted on the clocks of the reader. */
export type SnoozeTimes = { inAnHour: number; tomorrow: number; nextMonday: number };

export function snoozeTimes(zone: string, now: number): SnoozeTimes {
  const today = wallTimeAt(zone, now);
  const inDays = (days: number) => instantAt(zone, { ...today, ...morning, day: today.day + days });
  // 0 is Sunday; a Monday is followed by the next one, not by itself.
  const weekday = new Date(Date.UTC(today.year, today.month - 1, today.day)).getUTCDay();
  return {
    inAnHour: now + hourMs,
    tomorrow: inDays(1),
    nextMonday: inDays((8 - weekday) % 7 || 7),
  };
}

const fieldPattern = /^(\d{4})-(\d{2})-(\d{2})T(\d{2}):(\d{2})/;

/** The instant that a `datetime-local` field means on the clocks of a time zone; null when it is not filled in. */
export function instantOfField(zone: string, value: string): number | null {
  const [year = 0, month = 0, day = 0, hour = 0, minute = 0] =
    fieldPattern.exec(value)?.slice(1).map(Number) ?? [];
  return year === 0 ? null : instantAt(zone, { year, month, day, hour, minute });
}

/** What a `datetime-local` field holds for an instant. */
export function fieldOfInstant(zone: string, at: number): string {
  const { year, month, day, hour, minute }: WallTime = wallTimeAt(zone, at);
  const two = (value: number) => String(value).padStart(2, "0");
  return `${String(year).padStart(4, "0")}-${two(month)}-${two(day)}T${two(hour)}:${two(minute)}`;
}
