"use client";

import { ChevronRight } from "lucide-react";
import { useTranslations } from "next-intl";
import { useId } from "react";
import { StatusBadge, type StatusTone } from "#app/_components/status.tsx";
import { Card } from "#app/_ui/card.tsx";
import type { LeakTestResult } from "#server/walls/schemas.ts";
import { groupsOf, type ResultGroup, type Verdict, verdictOf } from "./groups.ts";
import { useLabels } from "./use-labels.ts";

interface ResultGroupsProps {
  results: LeakTestResult[];
  /** Shows every group's rows, for paper. */
  allOpen: boolean;
}

export function ResultGroups({ results, allOpen }: ResultGroupsProps) {
  return groupsOf(results).map(({ origin, groups }) => (
    <OriginSection key={origin} origin={origin} groups={groups} allOpen={allOpen} />
  ));
}

interface OriginSectionProps extends Pick<ResultGroupsProps, "allOpen"> {
  origin: LeakTestResult["origin"];
  groups: ResultGroup[];
}

function OriginSection({ origin, groups, allOpen }: OriginSectionProps) {
  const t = useTranslations("walls");
  const id = useId();
  return (
    <section aria-labelledby={id} className="grid gap-3">
      <div className="grid gap-1">
        <h2 id={id} className="font-semibold text-base">
          {t(`origins.${origin}.title`)}
        </h2>
        <p className="max-w-prose text-pretty text-muted-foreground text-sm">{t(`origins.${origin}.text`)}</p>
      </div>
      <Card className="gap-0 divide-y overflow-hidden py-0">
        {groups.map((group) => (
          // A group opens by itself where something failed, and anew when it is printed.
          <Group key={`${group.area} ${allOpen}`} group={group} open={allOpen || group.verdict !== "held"} />
        ))}
      </Card>
    </section>
  );
}

function Group({ group: { area, results, verdict }, open }: { group: ResultGroup; open: boolean }) {
  const t = useTranslations("walls");
  const labels = useLabels();
  return (
    <details open={open} className="group">
      <summary className="flex min-h-10 list-none items-center gap-3 px-4 py-2 text-sm transition-colors hover:bg-muted/60 focus-visible:-outline-offset-2 [&::-webkit-details-marker]:hidden">
        <ChevronRight
          className="size-4 shrink-0 text-muted-foreground transition-transform group-open:rotate-90 rtl:rotate-180"
          aria-hidden
        />
        <span className="min-w-0 flex-1 font-medium">{labels.area(area)}</span>
        <span className="text-muted-foreground text-xs tabular-nums">
          {t("tries", { count: results.length })}
        </span>
        <VerdictBadge verdict={verdict} />
      </summary>
      <div className="border-t bg-muted/30">
        <ResultTable area={area} results={results} />
      </div>
    </details>
  );
}

function ResultTable({ area, results }: { area: string; results: LeakTestResult[] }) {
  const t = useTranslations("walls.table");
  const labels = useLabels();
  return (
    <table aria-label={labels.area(area)} className="w-full table-fixed text-xs">
      <thead className="text-muted-foreground max-sm:sr-only">
        <tr className="border-b">
          <th scope="col" className="w-2/5 py-1.5 ps-4 pe-3 text-start font-medium">
            {t("operation")}
          </th>
          <th scope="col" className="py-1.5 pe-3 text-start font-medium">
            {t("tried")}
          </th>
          <th scope="col" className="py-1.5 pe-3 text-start font-medium">
            {t("answer")}
          </th>
          <th scope="col" className="w-28 py-1.5 pe-4 text-end font-medium">
            {t("result")}
          </th>
        </tr>
      </thead>
      <tbody>
        {results.map((result) => (
          <ResultRow key={`${result.path} ${result.probe}`} result={result} />
        ))}
      </tbody>
    </table>
  );
}

function ResultRow({ result }: { result: LeakTestResult }) {
  const { path, probe, answer } = result;
  const labels = useLabels();
  return (
    <tr className="border-b align-top last:border-0 max-sm:grid max-sm:grid-cols-[1fr_auto] max-sm:px-4 max-sm:py-2">
      <th
        scope="row"
        dir="ltr"
        className="break-words py-1.5 ps-4 pe-3 text-start font-mono font-normal max-sm:p-0"
      >
        {path}
      </th>
      <td className="py-1.5 pe-3 text-muted-foreground max-sm:col-start-1 max-sm:p-0">
        {labels.probe(probe)}
      </td>
      <td className="py-1.5 pe-3 max-sm:col-start-1 max-sm:p-0">
        {labels.answer(answer)}{" "}
        <span dir="ltr" className="break-words font-mono text-2xs text-muted-foreground">
          {answer}
        </span>
      </td>
      <td className="py-1.5 pe-4 text-end max-sm:col-start-2 max-sm:row-start-1 max-sm:p-0">
        <VerdictBadge verdict={verdictOf(result)} />
      </td>
    </tr>
  );
}

const tones = { held: "success", unproven: "warning", leaked: "danger" } as const satisfies Record<
  Verdict,
  StatusTone
>;

function VerdictBadge({ verdict }: { verdict: Verdict }) {
  const t = useTranslations("walls.verdict");
  return <StatusBadge tone={tones[verdict]}>{t(verdict)}</StatusBadge>;
}
