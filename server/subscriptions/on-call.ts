import type { onCallShifts } from "#db/schema/index.ts";

export type Shift = Pick<typeof onCallShifts.$inferSelect, "userId" | "days" | "fromMinute" | "untilMinute">;

/** What the clocks of a place show. `day`: 1 is Monday. `minute`: of the day. */
export type WeekTime = { day: number; minute: number };

/** What the clocks of a time zone (an IANA name) show at an instant. */
export function weekTimeAt(timeZone: string, at: Date): WeekTime {
  const { dayOfWeek, hour, minute } = Temporal.Instant.fromEpochMilliseconds(at.getTime()).toZonedDateTimeISO(
    timeZone,
  );
  return { day: dayOfWeek, minute: hour * 60 + minute };
}

/** Whether a shift runs. One that ends no later than it begins passes midnight; from 9 to 9 is a whole day. */
export function isOnDuty({ days, fromMinute, untilMinute }: Shift, { day, minute }: WeekTime): boolean {
  if (fromMinute < untilMinute) return days.includes(day) && minute >= fromMinute && minute < untilMinute;
  const yesterday = day === 1 ? 7 : day - 1;
  return (days.includes(day) && minute >= fromMinute) || (days.includes(yesterday) && minute < untilMinute);
}
