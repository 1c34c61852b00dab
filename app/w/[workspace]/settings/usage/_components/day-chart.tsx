"use client";

import { BarChart3, Download, Table } from "lucide-react";
import { useFormatter, useTranslations } from "next-intl";
import { useState } from "react";
import { Button } from "#app/_ui/button.tsx";
import type { UsageDay } from "#server/usage/schemas.ts";

export const metrics = ["requests", "events", "received", "sent", "delivered"] as const;
type Metric = (typeof metrics)[number];

/** In units of the drawing, which is stretched to its place. */
const slotWidth = 20;
const barWidth = 14;
const height = 100;

interface ChartProps {
  metric: Metric;
  days: readonly UsageDay[];
}

/** One figure by day, as bars, as a table, or as a file. */
export function DayChart({ metric, days }: ChartProps) {
  const t = useTranslations("usage.chart");
  const [isTable, setIsTable] = useState(false);
  const total = days.reduce((sum, day) => sum + day[metric], 0);
  return (
    <div className="grid gap-2">
      {total === 0 ? (
        <p className="grid h-28 place-items-center rounded-md border border-dashed text-muted-foreground text-sm">
          {t("empty")}
        </p>
      ) : isTable ? (
        <DayTable metric={metric} days={days} />
      ) : (
        <Bars metric={metric} days={days} total={total} />
      )}
      <div className="flex flex-wrap items-center gap-2 text-sm">
        <span className="me-auto text-muted-foreground tabular-nums">{t("total", { total })}</span>
        <Button variant="ghost" size="sm" disabled={total === 0} onClick={() => setIsTable(!isTable)}>
          {isTable ? <BarChart3 aria-hidden /> : <Table aria-hidden />}
          {isTable ? t("bars") : t("table")}
        </Button>
        <Button variant="ghost" size="sm" disabled={total === 0} onClick={() => save(metric, days)}>
          <Download aria-hidden />
          {t("csv")}
        </Button>
      </div>
    </div>
  );
}

/** Hands the shown days to the browser as a file; they are numbers and dates, so nothing needs quoting. */
function save(metric: Metric, days: readonly UsageDay[]): void {
  const lines = [`day,${metric}`, ...days.map((day) => `${day.day},${day[metric]}`)];
  const url = URL.createObjectURL(new Blob([`${lines.join("\r\n")}\r\n`], { type: "text/csv" }));
  const link = Object.assign(document.createElement("a"), { href: url, download: `usage-${metric}.csv` });
  link.click();
  URL.revokeObjectURL(url);
}

function Bars({ metric, days, total }: ChartProps & { total: number }) {
  const t = useTranslations("usage");
  const format = useFormatter();
  const most = Math.max(1, ...days.map((day) => day[metric]));
  const dayName = (day: UsageDay | undefined) =>
    day ? format.dateTime(new Date(day.day), { month: "short", day: "numeric", timeZone: "UTC" }) : "";
  return (
    <div className="grid gap-1 text-2xs text-muted-foreground tabular-nums">
      <svg
        role="img"
        aria-label={t("chart.label", { metric: t(`metrics.${metric}`), total, most })}
        viewBox={`0 0 ${days.length * slotWidth} ${height}`}
        preserveAspectRatio="none"
        className="h-28 w-full border-b text-chart-1"
      >
        {days.map((day, index) => {
          const tall = (day[metric] / most) * height;
          return (
            <rect
              key={day.day}
              x={index * slotWidth + (slotWidth - barWidth) / 2}
              y={height - tall}
              width={barWidth}
              height={tall}
              fill="currentColor"
            >
              <title>{`${dayName(day)}: ${format.number(day[metric])}`}</title>
            </rect>
          );
        })}
      </svg>
      <div aria-hidden className="flex justify-between">
        <span>{dayName(days[0])}</span>
        <span>{dayName(days.at(-1))}</span>
      </div>
    </div>
  );
}

function DayTable({ metric, days }: ChartProps) {
  const t = useTranslations("usage");
  const format = useFormatter();
  return (
    <div className="overflow-x-auto">
      <table className="w-full text-sm">
        <caption className="sr-only">{t("chart.caption", { metric: t(`metrics.${metric}`) })}</caption>
        <thead className="text-muted-foreground text-xs">
          <tr>
            <th className="py-1 text-start font-medium">{t("chart.day")}</th>
            <th className="py-1 text-end font-medium">{t(`metrics.${metric}`)}</th>
          </tr>
        </thead>
        <tbody className="divide-y">
          {[...days].reverse().map((day) => (
            <tr key={day.day}>
              <td className="py-1">
                {format.dateTime(new Date(day.day), { dateStyle: "medium", timeZone: "UTC" })}
              </td>
              <td className="py-1 text-end tabular-nums">{format.number(day[metric])}</td>
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  );
}
