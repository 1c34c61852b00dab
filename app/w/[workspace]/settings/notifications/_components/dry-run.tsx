"use client";

import { keepPreviousData, useQuery } from "@tanstack/react-query";
import { FlaskConical } from "lucide-react";
import { useFormatter, useTranslations } from "next-intl";
import { RelativeTime } from "#app/_components/relative-time.tsx";
import { ErrorNotice } from "#app/_lib/errors/error-notice.tsx";
import { useTRPC } from "#app/_lib/trpc/client.tsx";
import { cn } from "#app/_ui/cn.ts";
import type { DryRunInput, DryRunView } from "#server/subscriptions/schemas.ts";
import { useEventName } from "../../../_components/filter-fields/use-filter-words.ts";
import { useSettled } from "../../../_lib/use-settled.ts";

interface DryRunProps {
  workspace: string;
  rule: DryRunInput;
  /** How many events are listed; the others are counted. */
  most: number;
}

/** What the last hundred events would have done; follows the form as it is filled in. */
export function DryRun({ workspace, rule, most }: DryRunProps) {
  const t = useTranslations("subscriptions.dryRun");
  const trpc = useTRPC();
  const settled: DryRunInput = JSON.parse(useSettled(JSON.stringify(rule)));
  const isComplete = !(
    "audience" in settled &&
    "userId" in settled.audience &&
    settled.audience.userId === ""
  );
  const { data, error, isFetching } = useQuery(
    trpc.subscriptions.dryRun.queryOptions(
      { workspace, ...settled },
      { enabled: isComplete, placeholderData: keepPreviousData },
    ),
  );
  return (
    <section
      aria-live="polite"
      aria-busy={isFetching}
      data-testid="dry-run"
      className={cn(
        "grid gap-2 rounded-md border bg-muted/40 px-3 py-2.5 transition-opacity",
        isFetching && data && "opacity-70",
      )}
    >
      <h3 className="flex items-center gap-2 font-medium text-sm">
        <FlaskConical aria-hidden className="size-4 text-muted-foreground" />
        {t("title")}
      </h3>
      {error ? (
        <ErrorNotice error={error} />
      ) : data ? (
        <Result run={data} most={most} />
      ) : (
        <p className="text-muted-foreground text-sm">{t("looking")}</p>
      )}
    </section>
  );
}

function Result({ run, most }: { run: DryRunView; most: number }) {
  const t = useTranslations("subscriptions.dryRun");
  const { looked, matchedCount } = run;
  const matched = run.matched.slice(0, most);
  if (looked === 0) return <p className="text-muted-foreground text-sm">{t("noEvents")}</p>;
  if (matchedCount === 0) return <p className="text-sm">{t("nothing", { looked })}</p>;
  const more = matchedCount - matched.length;
  return (
    <>
      <p className="text-sm">{t("some", { looked, count: matchedCount })}</p>
      <ul aria-label={t("list")} className="grid gap-2">
        {matched.map((event) => (
          <Matched key={event.eventId} event={event} />
        ))}
      </ul>
      {more > 0 && <p className="text-muted-foreground text-xs">{t("more", { count: more })}</p>}
    </>
  );
}

function Matched({ event: { event, at, preview, told } }: { event: DryRunView["matched"][number] }) {
  const t = useTranslations("subscriptions.dryRun");
  const format = useFormatter();
  const eventName = useEventName();
  return (
    <li className="grid gap-0.5 text-xs">
      <span className="flex min-w-0 items-baseline gap-2">
        <span dir="auto" className="min-w-0 flex-1 truncate text-sm">
          {preview ?? (event === null ? t("unnamed") : eventName(event))}
        </span>
        <span className="shrink-0 text-muted-foreground">
          <RelativeTime at={at} />
        </span>
      </span>
      <span dir="auto" className="text-muted-foreground">
        {t("told", { names: format.list(told) })}
      </span>
    </li>
  );
}
