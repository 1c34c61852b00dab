"use client";

import { useFormatter, useTranslations } from "next-intl";
import { type WeekDay, weekDays } from "../times.ts";

/** Gives functions that write times of the day, days of the week, and moments for people. */
export function useTimeWords() {
  const t = useTranslations("subscriptions");
  const format = useFormatter();
  /** A minute of the day as clocks show it. */
  const time = (minute: number) =>
    format.dateTime(new Date(Date.UTC(2026, 0, 5, 0, minute)), {
      ...{ timeZone: "UTC", hour: "numeric", minute: "2-digit" },
    });
  const day = (one: WeekDay) => t(`days.d${one}`);
  const shortDay = (one: WeekDay) => t(`shortDays.d${one}`);
  function days(list: readonly number[]): string {
    const known = weekDays.filter((one) => list.includes(one));
    if (known.length === 7) return t("everyDay");
    if (known.join() === "1,2,3,4,5") return t("weekdays");
    return known.map(shortDay).join(", ");
  }
  /** A moment in a time zone. */
  const moment = (at: string | number, timeZone: string) =>
    format.dateTime(new Date(at), {
      ...{ timeZone, weekday: "short", day: "numeric", month: "short", hour: "numeric", minute: "2-digit" },
    });
  /** The time of the day at a moment in a time zone. */
  const clock = (at: number, timeZone: string) =>
    format.dateTime(new Date(at), { timeZone, hour: "numeric", minute: "2-digit" });
  return { time, day, shortDay, days, moment, clock };
}
