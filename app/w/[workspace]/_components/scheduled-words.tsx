"use client";

import { useFormatter, useTranslations } from "next-intl";
import type { ScheduledView } from "#server/messages/later/schemas.ts";

/** What is to be sent, in one line. */
export function ScheduledWords({ scheduled: { kind, text } }: { scheduled: ScheduledView }) {
  const t = useTranslations("composer.later.kind");
  if (kind === "text") return text;
  return kind === "sticker" ? t("sticker") : t(kind, { text });
}

/** Its time on the clocks of the zone that it was meant in, which is named. */
export function ScheduledTime({ scheduled: { at, timeZone } }: { scheduled: ScheduledView }) {
  const format = useFormatter();
  const time = format.dateTime(new Date(at), {
    ...{ weekday: "short", day: "numeric", month: "short", hour: "numeric", minute: "2-digit" },
    ...{ timeZone, timeZoneName: "short" },
  });
  return (
    <time dateTime={at} className="tabular-nums">
      {time}
    </time>
  );
}
