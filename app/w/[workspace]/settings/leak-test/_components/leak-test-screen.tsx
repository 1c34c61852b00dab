"use client";

import { useMutation, useQueryClient, useSuspenseQuery } from "@tanstack/react-query";
import { ScanSearch } from "lucide-react";
import { useTranslations } from "next-intl";
import { useEffect, useState } from "react";
import { flushSync } from "react-dom";
import { EmptyState } from "#app/_components/empty-state.tsx";
import { PageHeader } from "#app/_components/page-header.tsx";
import { ErrorNotice } from "#app/_lib/errors/error-notice.tsx";
import { useTRPC } from "#app/_lib/trpc/client.tsx";
import { Button } from "#app/_ui/button.tsx";
import { Progress } from "#app/_ui/progress.tsx";
import { ReportSummary } from "./report-summary.tsx";
import { ResultGroups } from "./result-groups.tsx";

/** While somebody else runs it, their result is looked for this often. */
const pollMs = 2_000;

/** On paper every group is open, however the printing was started. */
function useOpenForPrint(): boolean {
  const [printing, setPrinting] = useState(false);
  useEffect(() => {
    const open = () => flushSync(() => setPrinting(true));
    const close = () => setPrinting(false);
    window.addEventListener("beforeprint", open);
    window.addEventListener("afterprint", close);
    return () => {
      window.removeEventListener("beforeprint", open);
      window.removeEventListener("afterprint", close);
    };
  }, []);
  return printing;
}

export function LeakTestScreen({ workspace, name }: { workspace: string; name: string }) {
  const t = useTranslations("walls");
  const trpc = useTRPC();
  const queryClient = useQueryClient();
  const lastReport = trpc.walls.lastReport.queryOptions({ workspace });
  const { data } = useSuspenseQuery({
    ...lastReport,
    refetchInterval: ({ state }) => (state.data?.running ? pollMs : false),
  });
  const run = useMutation(
    trpc.walls.runLeakTest.mutationOptions({
      onSuccess: (state) => queryClient.setQueryData(lastReport.queryKey, state),
    }),
  );
  const allOpen = useOpenForPrint();
  const running = run.isPending || data.running;
  const runButton = (
    <Button loading={running} onClick={() => run.mutate({ workspace })}>
      <ScanSearch aria-hidden />
      {t(data.report ? "runAgain" : "run")}
    </Button>
  );
  return (
    <>
      <PageHeader
        title={t("title")}
        description={t("description")}
        actions={data.report && <div className="print:hidden">{runButton}</div>}
      />
      <div role="status" className="contents">
        {running && <Running />}
      </div>
      <ErrorNotice error={run.error} />
      {data.report ? (
        <>
          <ReportSummary name={name} report={data.report} onPrint={() => window.print()} />
          <ResultGroups results={data.report.results} allOpen={allOpen} />
          <p className="max-w-prose text-pretty text-muted-foreground text-xs">{t("untried")}</p>
        </>
      ) : (
        <EmptyState
          icon={<ScanSearch />}
          title={t("empty.title")}
          text={t("empty.text")}
          action={runButton}
        />
      )}
    </>
  );
}

function Running() {
  const t = useTranslations("walls");
  return (
    <div className="grid gap-2">
      <Progress aria-label={t("running")} />
      <p className="text-muted-foreground text-sm">{t("running")}</p>
    </div>
  );
}
