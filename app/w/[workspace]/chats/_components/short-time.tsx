"use client";

import { useFormatter, useTimeZone, useTranslations } from "next-intl";
import { useClock } from "#app/_components/relative-time.tsx";
import { durationOf } from "../chat-person.ts";

const dayMs = 24 * 60 * 60_000;

/** When something was, in as few letters as a list has room for: the hour of today, a day of this week, else the date. */
export function ShortTime({ at, className }: { at: string; className?: string }) {
  const format = useFormatter();
  const timeZone = useTimeZone() ?? "UTC";
  const now = useClock();
  const date = new Date(at);
  const day = (instant: Date | number) => new Intl.DateTimeFormat("en-CA", { timeZone }).format(instant);
  const words = () => {
    if (day(date) === day(now)) return format.dateTime(date, { timeStyle: "short" });
    if (now - date.getTime() < 6 * dayMs) return format.dateTime(date, { weekday: "short" });
    return format.dateTime(date, { day: "numeric", month: "short" });
  };
  return (
    <time
      dateTime={date.toISOString()}
      title={format.dateTime(date, { dateStyle: "medium", timeStyle: "long" })}
      className={className}
    >
      {words()}
    </time>
  );
}

/** Gives a function that says how long something lasts already: “12 min”. */
export function useDurationText(): (since: string) => string {
  const format = useFormatter();
  const now = useClock();
  return (since) => {
    const { value, unit } = durationOf(Date.parse(since), now);
    return format.number(value, { style: "unit", unit, unitDisplay: "short" });
  };
}

/** How long a contact has been waiting for an answer. */
export function Waiting({ since, className }: { since: string; className?: string }) {
  const t = useTranslations("chats.row");
  const duration = useDurationText();
  return <span className={className}>{t("waiting", { duration: duration(since) })}</span>;
}
