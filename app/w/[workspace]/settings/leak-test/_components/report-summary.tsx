"use client";

import { Download, Printer } from "lucide-react";
import { useFormatter, useTranslations } from "next-intl";
import { Callout } from "#app/_components/callout.tsx";
import { Button } from "#app/_ui/button.tsx";
import type { LeakReport } from "#server/walls/schemas.ts";
import { hasPassed } from "#server/walls/schemas.ts";

interface ReportSummaryProps {
  /** The workspace's name, for whoever is shown the report. */
  name: string;
  report: LeakReport;
  onPrint: () => void;
}

/** What came of the last run, in one sentence; who ran it and when; the report to take away. */
export function ReportSummary({ name, report, onPrint }: ReportSummaryProps) {
  const t = useTranslations("walls.summary");
  const format = useFormatter();
  const { results, startedBy } = report;
  const failed = results.filter(({ passed }) => !passed).length;
  const passed = hasPassed(report);
  const at = format.dateTime(new Date(report.finishedAt), { dateStyle: "long", timeStyle: "medium" });
  const who = startedBy ? (startedBy.name ?? startedBy.email) : t("somebodyGone");
  return (
    <Callout
      tone={passed ? "success" : "danger"}
      title={passed ? t("held", { count: results.length }) : t("leaked", { failed, count: results.length })}
      action={
        <div className="flex flex-wrap gap-2 print:hidden">
          <Button variant="outline" size="sm" onClick={() => download(name, report)}>
            <Download aria-hidden />
            {t("download")}
          </Button>
          <Button variant="outline" size="sm" onClick={onPrint}>
            <Printer aria-hidden />
            {t("print")}
          </Button>
        </div>
      }
    >
      <p>{t(passed ? "heldText" : "leakedText")}</p>
      <p className="mt-1">{t("run", { name, who, at })}</p>
    </Callout>
  );
}

function download(workspace: string, report: LeakReport): void {
  const json = JSON.stringify({ workspace, passed: hasPassed(report), ...report }, null, 2);
  const url = URL.createObjectURL(new Blob([json], { type: "application/json" }));
  const link = document.createElement("a");
  link.href = url;
  link.download = `leak-test-${report.finishedAt.slice(0, 10)}.json`;
  link.click();
  URL.revokeObjectURL(url);
}
