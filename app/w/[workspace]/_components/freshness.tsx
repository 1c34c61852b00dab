"use client";

import { RefreshCw } from "lucide-react";
import { useFormatter, useTranslations } from "next-intl";
import { RelativeTime } from "#app/_components/relative-time.tsx";
import { useReasonText } from "#app/_lib/errors/use-reason-text.ts";
import { Button } from "#app/_ui/button.tsx";
import { cn } from "#app/_ui/cn.ts";
import { Tooltip } from "#app/_ui/tooltip.tsx";
import type { Fresh } from "#server/upstream/index.ts";

interface FreshnessProps {
  fresh: Omit<Fresh<unknown>, "data">;
  onRefresh: () => void;
  /** A refresh that was asked for here has not been answered. */
  pending?: boolean;
}

/** How old what MoltFlow said is, and a button that asks again; a refresh that has to wait says until when. */
export function Freshness({ fresh, onRefresh, pending = false }: FreshnessProps) {
  const t = useTranslations("common.freshness");
  const busy = pending || fresh.state === "refreshing";
  return (
    <div className="flex items-center gap-1 text-muted-foreground text-xs">
      <span aria-live="polite">
        <Age fresh={fresh} busy={busy} />
      </span>
      <Tooltip content={t("refresh")}>
        <Button variant="ghost" size="icon" aria-label={t("refresh")} disabled={busy} onClick={onRefresh}>
          <RefreshCw aria-hidden className={cn("size-3.5", busy && "motion-safe:animate-spin")} />
        </Button>
      </Tooltip>
    </div>
  );
}

function Age({ fresh, busy }: { fresh: FreshnessProps["fresh"]; busy: boolean }) {
  const t = useTranslations("common.freshness");
  const format = useFormatter();
  const reasonText = useReasonText();
  if (fresh.refreshAt) {
    return t("planned", { time: format.dateTime(new Date(fresh.refreshAt), { timeStyle: "medium" }) });
  }
  if (busy) return t("refreshing");
  const { fetchedAt, failure } = fresh;
  const age = fetchedAt ? t.rich("asOf", { time: () => <RelativeTime at={fetchedAt} /> }) : t("never");
  if (failure === null) return age;
  return (
    <Tooltip content={reasonText(failure) ?? failure}>
      <button type="button" className="cursor-default text-destructive">
        {t("failed")} · {age}
      </button>
    </Tooltip>
  );
}
