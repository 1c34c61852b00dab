"use client";

import { useFormatter, useTranslations } from "next-intl";
import { KeyValue } from "#app/_components/key-value.tsx";
import { Card, CardContent, CardHeader, CardTitle } from "#app/_ui/card.tsx";
import type { UsageMonth, UsageView } from "#server/usage/schemas.ts";

const units = ["byte", "kilobyte", "megabyte", "gigabyte", "terabyte"] as const;

/** The unit in which so many bytes read well, and how many of it there are. */
function inUnit(bytes: number): { value: number; unit: (typeof units)[number] } {
  const step = Math.min(units.length - 1, Math.floor(Math.log10(Math.max(1, bytes)) / 3));
  return { value: bytes / 1000 ** step, unit: units[step] ?? "byte" };
}

/** What a month has, how much of it is used, and when it will be used up at this pace. */
export function Month({ usage }: { usage: UsageView }) {
  const t = useTranslations("usage.month");
  const format = useFormatter();
  const { value, unit } = inUnit(usage.storedBytes);
  return (
    <Card>
      <CardHeader>
        <CardTitle>{t("title")}</CardTitle>
      </CardHeader>
      <CardContent>
        <KeyValue
          items={[
            { label: t("messages"), value: <Share month={usage.messages} /> },
            { label: t("exports"), value: <Share month={usage.exports} /> },
            {
              label: t("stored"),
              value: format.number(value, {
                ...{ style: "unit", unit, maximumFractionDigits: 1 },
                // The short form has no plural: “0 byte”.
                unitDisplay: unit === "byte" ? "long" : "short",
              }),
            },
          ]}
        />
      </CardContent>
    </Card>
  );
}

function Share({ month: { used, limit, at } }: { month: UsageMonth }) {
  const t = useTranslations("usage.month");
  const format = useFormatter();
  if (limit === null) return t("noLimit", { used });
  const isUsedUp = used >= limit;
  const outlook = isUsedUp
    ? t("usedUp")
    : at === null
      ? t("enough")
      : t("at", { date: format.dateTime(new Date(at), { dateStyle: "long" }) });
  return (
    <span className="flex flex-wrap gap-x-3">
      <span className="tabular-nums">{t("of", { used, limit })}</span>
      <span className={isUsedUp || at !== null ? "text-warning" : "text-muted-foreground"}>{outlook}</span>
    </span>
  );
}
