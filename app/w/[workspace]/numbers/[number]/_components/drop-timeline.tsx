"use client";

import { useSuspenseQuery } from "@tanstack/react-query";
import { useFormatter, useTranslations } from "next-intl";
import { RelativeTime } from "#app/_components/relative-time.tsx";
import { StatusDot } from "#app/_components/status.tsx";
import { useTRPC } from "#app/_lib/trpc/client.tsx";
import { Card, CardContent, CardDescription, CardHeader, CardTitle } from "#app/_ui/card.tsx";
import type { DropView } from "#server/numbers/view.ts";
import { durationOf } from "./duration.ts";

/** When the number stopped working, newest first. */
export function DropTimeline({ workspace, numberId }: { workspace: string; numberId: string }) {
  const t = useTranslations("numbers.detail.drops");
  const trpc = useTRPC();
  const { data: drops } = useSuspenseQuery(trpc.numbers.drops.queryOptions({ workspace, numberId }));
  return (
    <Card data-testid="number-drops">
      <CardHeader>
        <CardTitle>{t("title")}</CardTitle>
        <CardDescription>{drops.length === 0 ? t("none") : t("text")}</CardDescription>
      </CardHeader>
      {drops.length > 0 && (
        <CardContent>
          <ol className="grid gap-4 border-s ps-4">
            {drops.map((drop) => (
              <Drop key={drop.id} drop={drop} />
            ))}
          </ol>
        </CardContent>
      )}
    </Card>
  );
}

function Drop({ drop }: { drop: DropView }) {
  const t = useTranslations("numbers.detail.drops");
  const format = useFormatter();
  const { status, reason, asked, droppedAt, recoveredAt, alertedAt } = drop;
  return (
    <li className="grid gap-0.5 text-sm">
      <span className="flex flex-wrap items-center gap-x-2">
        <StatusDot tone={asked ? "neutral" : recoveredAt ? "warning" : "danger"}>
          {asked ? t("asked") : t("lost")}
        </StatusDot>
        <time dateTime={droppedAt} className="text-muted-foreground tabular-nums">
          {format.dateTime(new Date(droppedAt), { dateStyle: "medium", timeStyle: "short" })}
        </time>
        <span className="font-medium">
          {recoveredAt ? <Lasted from={droppedAt} to={recoveredAt} /> : t("ongoing")}
        </span>
      </span>
      <span className="text-muted-foreground text-xs">
        {t("status", { status })}
        {reason && <span dir="auto"> · {t("reason", { reason })}</span>}
        {!asked && (
          <>
            {" · "}
            {alertedAt
              ? t.rich("told", { time: () => <RelativeTime at={alertedAt} /> })
              : recoveredAt && t("notTold")}
          </>
        )}
      </span>
    </li>
  );
}

function Lasted({ from, to }: { from: string; to: string }) {
  const t = useTranslations("numbers.detail.drops");
  const { unit, count } = durationOf(Date.parse(to) - Date.parse(from));
  return t("lasted", { duration: t(unit, { count }) });
}
