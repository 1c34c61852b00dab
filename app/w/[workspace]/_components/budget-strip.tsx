"use client";

import { useQuery } from "@tanstack/react-query";
import { useTranslations } from "next-intl";
import { useEffect, useState } from "react";
import { useTRPC } from "#app/_lib/trpc/client.tsx";
import { cn } from "#app/_ui/cn.ts";
import { Popover, PopoverContent, PopoverTrigger } from "#app/_ui/popover.tsx";
import { Progress } from "#app/_ui/progress.tsx";
import type { BudgetView } from "#server/budget/schemas.ts";
import { BudgetDetails } from "./budget-details.tsx";

const isBusy = ({ waiting, reason }: BudgetView) => waiting > 0 || reason !== null;

/** Calls are heard of; that they leave the minute, nobody says. A quiet account is not asked at all. */
function againInMs(budget: BudgetView | null | undefined): number | false {
  return budget?.changesAt ? Date.parse(budget.changesAt) - Date.parse(budget.readAt) : false;
}

/** How much of the MoltFlow account's minute is used, what waits and why, and when the reader's own call goes. */
export function BudgetStrip({ workspace }: { workspace: string }) {
  const trpc = useTRPC();
  const t = useTranslations("budget.strip");
  const { data: budget } = useQuery(
    trpc.budget.status.queryOptions(
      { workspace },
      { refetchInterval: (query) => againInMs(query.state.data), staleTime: 1_000 },
    ),
  );
  if (!budget) return null;
  const { used, perMinute: limit, limitedBy } = budget;
  const isOurs = limitedBy !== "moltflow";
  return (
    <Popover>
      <PopoverTrigger className="grid w-full gap-1.5 rounded-md px-2 py-1.5 text-start text-muted-foreground text-xs outline-none hover:bg-sidebar-accent focus-visible:ring-2 focus-visible:ring-ring">
        <span className="flex items-baseline justify-between gap-2">
          <span className="truncate">{isOurs ? t("ours") : "MoltFlow"}</span>
          <span className="tabular-nums" data-testid="budget-used">
            {t("used", { used, limit })}
          </span>
        </span>
        <Progress
          value={used}
          max={limit}
          aria-label={t("meter")}
          className={cn("h-1", !isBusy(budget) && "opacity-60")}
        />
        <span className="sr-only">{t("details")}</span>
        {isBusy(budget) && <Waits budget={budget} />}
      </PopoverTrigger>
      <PopoverContent side="top" className="p-3">
        <BudgetDetails budget={budget} />
      </PopoverContent>
    </Popover>
  );
}

/** Seconds until an instant, counted down while it is shown. */
function useSecondsUntil(at: string | null): number | null {
  const [nowMs, setNowMs] = useState(() => Date.now());
  useEffect(() => {
    if (at === null) return;
    const timer = setInterval(() => setNowMs(Date.now()), 1_000);
    return () => clearInterval(timer);
  }, [at]);
  return at === null ? null : Math.max(0, Math.ceil((Date.parse(at) - nowMs) / 1_000));
}

function Waits({ budget: { waiting, pausedUntil, mine } }: { budget: BudgetView }) {
  const t = useTranslations("budget.strip");
  const pausedFor = useSecondsUntil(pausedUntil);
  const mineIn = useSecondsUntil(mine?.at ?? null);
  return (
    <span className="grid gap-0.5 text-foreground">
      {pausedFor !== null && <span className="text-warning">{t("paused", { seconds: pausedFor })}</span>}
      {waiting > 0 && (
        <span className="tabular-nums">
          {t("waiting", { count: waiting })}
          {mine && (
            <>
              {" · "}
              {mineIn === null
                ? t("mineLater")
                : mineIn === 0
                  ? t("mineNow")
                  : t("mineIn", { seconds: mineIn })}
            </>
          )}
        </span>
      )}
    </span>
  );
}
