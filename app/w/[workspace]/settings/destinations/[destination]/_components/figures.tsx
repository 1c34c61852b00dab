"use client";

import { useFormatter, useTranslations } from "next-intl";
import type { ReactNode } from "react";
import { RelativeTime } from "#app/_components/relative-time.tsx";
import { Button } from "#app/_ui/button.tsx";
import { Card, CardAction, CardContent, CardHeader, CardTitle } from "#app/_ui/card.tsx";
import { cn } from "#app/_ui/cn.ts";
import type { ConsoleView } from "#server/deliveries/schemas.ts";
import { type Period, periods } from "../../search-params.ts";
import { Chart } from "./chart.tsx";

interface FiguresProps {
  console: ConsoleView;
  hours: Period;
  onHours: (hours: Period) => void;
  /** What is shown belongs to another period. */
  isOld: boolean;
}

/** How a destination did lately, in four figures and a chart. */
export function Figures({ console, hours, onHours, isOld }: FiguresProps) {
  const t = useTranslations("destinations.console");
  const format = useFormatter();
  const duration = useDuration();
  const { ledger, successRate, p50Ms, p95Ms, oldestWaitingAt } = console;
  return (
    <Card className={cn("transition-opacity", isOld && "opacity-60")} aria-busy={isOld}>
      <CardHeader>
        <CardTitle>{t("facts")}</CardTitle>
        <CardAction>
          <fieldset className="flex gap-1">
            <legend className="sr-only">{t("period")}</legend>
            {periods.map((period) => (
              <Button
                key={period}
                size="sm"
                variant={period === hours ? "secondary" : "ghost"}
                aria-pressed={period === hours}
                onClick={() => onHours(period)}
              >
                {t(`hours_${period}`)}
              </Button>
            ))}
          </fieldset>
        </CardAction>
      </CardHeader>
      <CardContent className="grid grid-cols-[minmax(0,1fr)] gap-5">
        <dl className="grid grid-cols-2 gap-x-4 gap-y-3 sm:grid-cols-4">
          <Figure name={t("success")} note={t("successHint")} testId="success-rate">
            {successRate === null
              ? t("none")
              : // 99.96 % must not read as all of them.
                format.number(Math.floor(successRate * 1_000) / 1_000, {
                  style: "percent",
                  maximumFractionDigits: 1,
                })}
          </Figure>
          <Figure name={t("p50")}>{duration(p50Ms)}</Figure>
          <Figure name={t("p95")}>{duration(p95Ms)}</Figure>
          <Figure
            name={t("waiting")}
            testId="backlog"
            note={
              oldestWaitingAt === null
                ? t("nothingWaits")
                : t.rich("oldest", { time: () => <RelativeTime at={oldestWaitingAt} /> })
            }
          >
            {format.number(ledger.waiting)}
          </Figure>
        </dl>
        <Chart hours={console.hours} span={hours} />
      </CardContent>
    </Card>
  );
}

interface FigureProps {
  name: string;
  children: string;
  note?: ReactNode;
  testId?: string;
}

function Figure({ name, children, note, testId }: FigureProps) {
  return (
    <div className="grid content-start gap-0.5" data-testid={testId}>
      <dt className="text-muted-foreground text-xs">{name}</dt>
      <dd className="font-semibold text-lg tabular-nums">{children}</dd>
      {note && <dd className="text-muted-foreground text-xs">{note}</dd>}
    </div>
  );
}

function useDuration(): (ms: number | null) => string {
  const t = useTranslations("destinations.console");
  return (ms) =>
    ms === null ? t("none") : ms < 1_000 ? t("ms", { ms }) : t("seconds", { seconds: ms / 1_000 });
}
