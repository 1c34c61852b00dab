"use client";

import { BarChart3, Table } from "lucide-react";
import { useFormatter, useTranslations } from "next-intl";
import { useId, useState } from "react";
import { useClock } from "#app/_components/relative-time.tsx";
import { Button } from "#app/_ui/button.tsx";
import type { ChartHour } from "#server/deliveries/schemas.ts";
import type { Period } from "../../search-params.ts";
import { type Outcome, outcomes, type Slot, slotsOf, totalOf } from "../slots.ts";

/** In units of the drawing, which is stretched to its place. */
const slotWidth = 20;
const barWidth = 14;
const height = 120;

const fills: Record<Outcome, string> = {
  delivered: "text-chart-1",
  failed: "text-warning",
  dead: "text-destructive",
  blocked: "text-muted-foreground",
};

interface ChartProps {
  hours: ChartHour[];
  span: Period;
}

/** What became of attempts over time, as bars that differ in pattern too, or as a table. */
export function Chart({ hours, span }: ChartProps) {
  const t = useTranslations("destinations.chart");
  const [isTable, setIsTable] = useState(false);
  const slots = slotsOf(hours, span, useClock());
  const total = totalOf(slots);
  const isEmpty = outcomes.every((outcome) => total[outcome] === 0);
  return (
    <section aria-label={t("title")} className="grid min-w-0 gap-2" data-testid="chart">
      <div className="flex flex-wrap items-center justify-between gap-2">
        <Legend total={total} />
        <Button variant="ghost" size="sm" onClick={() => setIsTable(!isTable)} disabled={isEmpty}>
          {isTable ? <BarChart3 aria-hidden /> : <Table aria-hidden />}
          {isTable ? t("bars") : t("table")}
        </Button>
      </div>
      {isEmpty ? (
        <p className="grid h-32 place-items-center rounded-md border border-dashed text-muted-foreground text-sm">
          {t("empty")}
        </p>
      ) : isTable ? (
        <SlotTable slots={slots} />
      ) : (
        <Bars slots={slots} total={total} />
      )}
    </section>
  );
}

function Legend({ total }: { total: Record<Outcome, number> }) {
  const t = useTranslations("destinations.chart");
  const format = useFormatter();
  return (
    <ul className="flex flex-wrap gap-x-4 gap-y-1 text-xs">
      {outcomes.map((outcome) => (
        <li key={outcome} className="flex items-center gap-1.5">
          <svg aria-hidden="true" width="12" height="12">
            <Patterns id={`legend-${outcome}`} />
            <rect width="12" height="12" fill={`url(#legend-${outcome}-${outcome})`} />
          </svg>
          {t(outcome)}
          <span className="text-muted-foreground tabular-nums">{format.number(total[outcome])}</span>
        </li>
      ))}
    </ul>
  );
}

/** Whole, striped, crossed and dotted; a pattern has its own colour, whatever uses it. */
function Patterns({ id }: { id: string }) {
  const cell = { width: 6, height: 6, patternUnits: "userSpaceOnUse" } as const;
  return (
    <defs>
      <pattern id={`${id}-delivered`} {...cell} className={fills.delivered}>
        <rect width="6" height="6" fill="currentColor" />
      </pattern>
      <pattern id={`${id}-failed`} {...cell} className={fills.failed} patternTransform="rotate(45)">
        <rect width="6" height="6" fill="currentColor" opacity="0.3" />
        <rect width="3" height="6" fill="currentColor" />
      </pattern>
      <pattern id={`${id}-dead`} {...cell} className={fills.dead}>
        <rect width="6" height="6" fill="currentColor" opacity="0.25" />
        <path d="M0 0L6 6M6 0L0 6" stroke="currentColor" strokeWidth="1.5" />
      </pattern>
      <pattern id={`${id}-blocked`} {...cell} className={fills.blocked}>
        <rect width="6" height="6" fill="currentColor" opacity="0.2" />
        <circle cx="3" cy="3" r="1.5" fill="currentColor" />
      </pattern>
    </defs>
  );
}

function Bars({ slots, total }: { slots: Slot[]; total: Record<Outcome, number> }) {
  const t = useTranslations("destinations.chart");
  const format = useFormatter();
  const slotName = useSlotName(slots);
  const id = useId();
  const sumOf = (slot: Slot) => outcomes.reduce((sum, outcome) => sum + slot[outcome], 0);
  const highest = Math.max(1, ...slots.map(sumOf));
  const [first, last] = [slots[0], slots.at(-1)];
  return (
    <div className="grid grid-cols-[auto_minmax(0,1fr)] gap-x-2 text-2xs text-muted-foreground tabular-nums">
      <div aria-hidden className="flex h-32 flex-col justify-between text-end">
        <span>{format.number(highest)}</span>
        <span>0</span>
      </div>
      <svg
        role="img"
        aria-label={t("label", total)}
        viewBox={`0 0 ${slots.length * slotWidth} ${height}`}
        preserveAspectRatio="none"
        className="h-32 w-full border-b"
      >
        <Patterns id={id} />
        {slots.map((slot, index) => (
          <g key={slot.at} transform={`translate(${index * slotWidth} 0)`}>
            <title>{t("bar", { ...slot, hour: slotName(slot.at) })}</title>
            <rect width={slotWidth} height={height} fill="transparent" className="hover:fill-foreground/5" />
            <Stack slot={slot} highest={highest} patterns={id} />
          </g>
        ))}
      </svg>
      <div aria-hidden className="col-start-2 flex justify-between pt-1">
        <span>{first && slotName(first.at)}</span>
        <span>{last && slotName(last.at)}</span>
      </div>
    </div>
  );
}

function Stack({ slot, highest, patterns }: { slot: Slot; highest: number; patterns: string }) {
  let top = height;
  return outcomes.map((outcome) => {
    const count = slot[outcome];
    if (count === 0) return null;
    // One among thousands is still seen.
    const tall = Math.max(2, (count / highest) * height);
    top -= tall;
    return (
      <rect
        key={outcome}
        x={(slotWidth - barWidth) / 2}
        y={Math.max(0, top)}
        width={barWidth}
        height={tall}
        fill={`url(#${patterns}-${outcome})`}
      />
    );
  });
}

/** Days by their dates, hours by their time; with the date where there are several days. */
function useSlotName(slots: readonly Slot[]): (at: number) => string {
  const format = useFormatter();
  const stepMs = (slots[1]?.at ?? 0) - (slots[0]?.at ?? 0);
  const isDaily = stepMs >= 24 * 60 * 60 * 1000;
  const isHourly = stepMs <= 60 * 60 * 1000;
  return (at) =>
    format.dateTime(new Date(at), {
      ...(!isHourly && { day: "numeric", month: "short" }),
      ...(!isDaily && { hour: "2-digit", minute: "2-digit" }),
    });
}

function SlotTable({ slots }: { slots: Slot[] }) {
  const t = useTranslations("destinations.chart");
  const format = useFormatter();
  const slotName = useSlotName(slots);
  const busy = slots.filter((slot) => outcomes.some((outcome) => slot[outcome] > 0)).reverse();
  return (
    <div className="max-h-72 overflow-auto rounded-md border" data-scrolls>
      <table className="w-full text-xs tabular-nums">
        <thead className="sticky top-0 bg-card text-muted-foreground">
          <tr className="border-b">
            <th scope="col" className="px-3 py-1.5 text-start font-medium">
              {t("hour")}
            </th>
            {outcomes.map((outcome) => (
              <th key={outcome} scope="col" className="px-3 py-1.5 text-end font-medium">
                {t(outcome)}
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          {busy.map((slot) => (
            <tr key={slot.at} className="border-b last:border-0">
              <th scope="row" className="whitespace-nowrap px-3 py-1.5 text-start font-normal">
                {slotName(slot.at)}
              </th>
              {outcomes.map((outcome) => (
                <td key={outcome} className="px-3 py-1.5 text-end">
                  {format.number(slot[outcome])}
                </td>
              ))}
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  );
}
