"use client";

import Link from "next/link";
import { useTranslations } from "next-intl";
import { FrozenBadge, FrozenText } from "#app/_components/frozen-badge.tsx";
import { RelativeTime } from "#app/_components/relative-time.tsx";
import { Badge } from "#app/_ui/badge.tsx";
import type { DestinationView } from "#server/destinations/schemas.ts";
import { HealthBadge, HealthText } from "./health.tsx";

interface DestinationRowProps {
  workspace: string;
  destination: DestinationView;
  /** Deliveries that have not ended. */
  waiting: number;
}

export function DestinationRow({ workspace, destination, waiting }: DestinationRowProps) {
  const t = useTranslations("destinations");
  const { id, name, url, format, health, lastSuccessAt, frozenAt } = destination;
  const isWell = health === "idle" || health === "healthy";
  return (
    <li
      data-testid="destination-row"
      data-destination-id={id}
      data-health={health}
      className="relative grid gap-x-4 gap-y-1 px-4 py-3 transition-colors hover:bg-muted/60 sm:grid-cols-[minmax(0,1fr)_auto]"
    >
      <div className="grid min-w-0 gap-1">
        <div className="flex flex-wrap items-center gap-x-2 gap-y-1">
          <Link
            href={`/w/${workspace}/settings/destinations/${id}`}
            dir="auto"
            className="min-w-0 truncate font-medium after:absolute after:inset-0 focus-visible:outline-none focus-visible:after:outline-2 focus-visible:after:outline-ring focus-visible:after:-outline-offset-2"
          >
            {name}
          </Link>
          {frozenAt === null ? <HealthBadge destination={destination} /> : <FrozenBadge />}
          <Badge tone="outline">{t(`format.${format}`)}</Badge>
        </div>
        <p className="truncate font-mono text-muted-foreground text-xs" dir="ltr">
          {originOf(url)}
        </p>
        {frozenAt !== null && <FrozenText workspace={workspace} kind="destinations" />}
        {!isWell && frozenAt === null && (
          <p className="max-w-prose text-pretty text-muted-foreground text-xs">
            <HealthText destination={destination} />
          </p>
        )}
      </div>
      <div className="flex flex-wrap gap-x-3 text-muted-foreground text-xs sm:grid sm:justify-items-end sm:gap-y-1">
        <span className="tabular-nums">{t("list.waiting", { count: waiting })}</span>
        <span className="relative">
          {lastSuccessAt === null
            ? t("list.never")
            : t.rich("list.lastSuccess", { time: () => <RelativeTime at={lastSuccessAt} /> })}
        </span>
      </div>
    </li>
  );
}

/** An address without its path, which is a key at chat tools. */
export function originOf(url: string): string {
  return URL.canParse(url) ? new URL(url).origin : url;
}
