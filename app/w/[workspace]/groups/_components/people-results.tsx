"use client";

import { CircleAlert, CircleCheck, CircleHelp, RotateCw, X } from "lucide-react";
import { useTranslations } from "next-intl";
import type { ReactNode } from "react";
import { Button } from "#app/_ui/button.tsx";
import type { PeopleAct, PersonResult } from "#server/groups/schemas.ts";

interface PeopleResultsProps {
  act: PeopleAct | "create";
  results: readonly PersonResult[];
  /** Tries again with these and no others. */
  onRetry?: (phones: string[]) => void;
  retrying?: boolean;
  onDismiss: () => void;
  /** A look at MoltFlow for whoever's outcome is unknown, and what it showed. */
  look?: ReactNode;
}

/** What became of each person. It stays until somebody dismisses it. */
export function PeopleResults({
  act,
  results,
  onRetry,
  retrying = false,
  onDismiss,
  look,
}: PeopleResultsProps) {
  const t = useTranslations("groups.results");
  const having = (outcome: PersonResult["outcome"]) => results.filter((result) => result.outcome === outcome);
  const [done, failed, unknown] = [having("done"), having("failed"), having("unknown")];
  const retry = (some: readonly PersonResult[]) => onRetry?.(some.map(({ phone }) => phone));
  return (
    <section
      aria-label={t("label")}
      aria-live="polite"
      data-testid="people-results"
      className="grid gap-3 rounded-lg border bg-card p-4 text-sm shadow-xs"
    >
      <div className="flex items-start justify-between gap-2">
        <h3 className="font-semibold">
          {t(`title.${act}`)} ·{" "}
          {t("summary", { done: done.length, failed: failed.length, unknown: unknown.length })}
        </h3>
        <Button variant="ghost" size="icon-sm" aria-label={t("dismiss")} onClick={onDismiss}>
          <X aria-hidden />
        </Button>
      </div>
      {done.length > 0 && (
        <p className="flex items-center gap-2 text-muted-foreground">
          <CircleCheck aria-hidden className="size-4 shrink-0 text-success" />
          {t("done", { count: done.length })}
        </p>
      )}
      {failed.length > 0 && (
        <div className="grid gap-2">
          <ul className="grid gap-1.5">
            {failed.map((result) => (
              <FailedPerson key={result.phone} result={result} />
            ))}
          </ul>
          {onRetry && (
            <Button
              variant="outline"
              className="justify-self-start"
              loading={retrying}
              onClick={() => retry(failed)}
            >
              <RotateCw aria-hidden />
              {t("retry", { count: failed.length })}
            </Button>
          )}
        </div>
      )}
      {unknown.length > 0 && (
        <div className="grid gap-2">
          <p className="flex items-start gap-2">
            <CircleHelp aria-hidden className="mt-0.5 size-4 shrink-0 text-warning" />
            <span>
              {t("unknown", { count: unknown.length })}{" "}
              <span className="text-muted-foreground" dir="ltr">
                {unknown.map(({ phone }) => phone).join(", ")}
              </span>
            </span>
          </p>
          <div className="flex flex-wrap items-center gap-2">
            {look}
            {onRetry && (
              <Button variant="outline" loading={retrying} onClick={() => retry(unknown)}>
                {t("lookedAndRetry")}
              </Button>
            )}
          </div>
        </div>
      )}
    </section>
  );
}

function FailedPerson({ result: { phone, reason, words } }: { result: PersonResult }) {
  const t = useTranslations("groups.results");
  return (
    <li className="flex items-start gap-2">
      <CircleAlert aria-hidden className="mt-0.5 size-4 shrink-0 text-destructive" />
      <span className="min-w-0">
        <span className="font-medium tabular-nums" dir="ltr">
          {phone}
        </span>
        {": "}
        {t(`reasons.${reason ?? "other"}`)}
        {words && (reason === null || reason === "other") && (
          <span className="text-muted-foreground">
            {" "}
            {t.rich("says", { words: () => <q dir="auto">{words}</q> })}
          </span>
        )}
      </span>
    </li>
  );
}
