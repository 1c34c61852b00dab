"use client";

import { useQuery, useSuspenseQuery } from "@tanstack/react-query";
import { useTranslations } from "next-intl";
import { useIsLive } from "#app/_lib/of-browser.ts";
import { useTRPC } from "#app/_lib/trpc/client.tsx";
import { Card, CardContent, CardHeader, CardTitle } from "#app/_ui/card.tsx";
import { Progress } from "#app/_ui/progress.tsx";
import { Callers } from "./callers.tsx";
import { DayChart, metrics } from "./day-chart.tsx";
import { Month } from "./month.tsx";

export function UsageScreen({ workspace, maySeeBudget }: { workspace: string; maySeeBudget: boolean }) {
  const t = useTranslations("usage");
  const trpc = useTRPC();
  const { data } = useSuspenseQuery(trpc.usage.get.queryOptions({ workspace }));
  return (
    <>
      {maySeeBudget && <Now workspace={workspace} />}
      <Month usage={data} />
      <div className="grid gap-4 lg:grid-cols-2">
        {metrics.map((metric) => (
          <Card key={metric} data-testid={`usage-${metric}`}>
            <CardHeader>
              <CardTitle>{t(`metrics.${metric}`)}</CardTitle>
            </CardHeader>
            <CardContent>
              <DayChart metric={metric} days={data.days} />
            </CardContent>
          </Card>
        ))}
      </div>
      <Callers callers={data.callers} />
    </>
  );
}

/** The running minute, which the live stream keeps fresh. */
function Now({ workspace }: { workspace: string }) {
  const t = useTranslations("usage.now");
  const trpc = useTRPC();
  const isLive = useIsLive();
  const { data } = useQuery(trpc.budget.status.queryOptions({ workspace }));
  return (
    <Card>
      <CardHeader>
        <CardTitle>{t("title")}</CardTitle>
      </CardHeader>
      <CardContent className="grid gap-2 text-sm">
        {isLive && data ? (
          <>
            <p className="flex flex-wrap justify-between gap-x-4">
              <span className="font-medium tabular-nums">
                {t("text", { used: data.used, perMinute: data.perMinute })}
              </span>
              <span className="text-muted-foreground">{t("waiting", { count: data.waiting })}</span>
            </p>
            <Progress aria-label={t("title")} value={data.used} max={Math.max(1, data.perMinute)} />
          </>
        ) : (
          <p className="text-muted-foreground">{t("none")}</p>
        )}
      </CardContent>
    </Card>
  );
}
