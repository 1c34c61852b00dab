"use client";

import { useMutation, useQuery } from "@tanstack/react-query";
import { FilterX, RefreshCw, ScrollText, ShieldCheck } from "lucide-react";
import { useTimeZone, useTranslations } from "next-intl";
import { useQueryStates } from "nuqs";
import { useState } from "react";
import { EmptyState } from "#app/_components/empty-state.tsx";
import { PageHeader } from "#app/_components/page-header.tsx";
import { ErrorNotice } from "#app/_lib/errors/error-notice.tsx";
import { useTRPC } from "#app/_lib/trpc/client.tsx";
import { Button } from "#app/_ui/button.tsx";
import { Card } from "#app/_ui/card.tsx";
import { cn } from "#app/_ui/cn.ts";
import type { AuditFilter, AuditPage, AuditView } from "#server/audit/schemas.ts";
import { type FilterParams, filterParams, noFilters, toAuditFilter } from "../search-params.ts";
import { EntryRow } from "./entry-row.tsx";
import { EntrySheet } from "./entry-sheet.tsx";
import { ExportMenu } from "./export-menu.tsx";
import { FilterBar } from "./filter-bar.tsx";
import { useAuditList } from "./use-audit-list.ts";
import { Verdict } from "./verdict.tsx";

interface AuditScreenProps {
  workspace: string;
  first: { filter: AuditFilter; page: AuditPage };
  mayExport: boolean;
}

export function AuditScreen({ workspace, first, mayExport }: AuditScreenProps) {
  const t = useTranslations("audit");
  const trpc = useTRPC();
  const timeZone = useTimeZone() ?? "UTC";
  const [filters, setFilters] = useQueryStates(filterParams, { history: "push" });
  const [opened, setOpened] = useState<AuditView | null>(null);
  const filter = toAuditFilter(filters, timeZone);
  const list = useAuditList({ workspace, filter, first });
  const { data: choices } = useQuery(trpc.audit.filters.queryOptions({ workspace }));
  const verify = useMutation(trpc.audit.verify.mutationOptions());
  const change = (changes: Partial<FilterParams>) => void setFilters(changes);
  const narrow = (changes: Partial<FilterParams>) => {
    setOpened(null);
    change(changes);
  };
  const target = list.entries.find((entry) => entry.target?.id === filters.target)?.target;
  const refreshName = t("refresh");

  return (
    <>
      <PageHeader
        title={t("title")}
        description={t("description")}
        actions={
          <>
            <Button
              variant="outline"
              size="icon"
              aria-label={refreshName}
              title={refreshName}
              loading={list.isRefreshing}
              onClick={list.refresh}
            >
              <RefreshCw aria-hidden />
            </Button>
            <Button variant="outline" loading={verify.isPending} onClick={() => verify.mutate({ workspace })}>
              <ShieldCheck aria-hidden />
              {t("verify.action")}
            </Button>
            {mayExport && <ExportMenu workspace={workspace} filter={filter} />}
          </>
        }
      />
      <div role="status" className="grid gap-2 empty:hidden">
        {verify.isPending && <p className="text-muted-foreground text-sm">{t("verify.running")}</p>}
        {verify.data && !verify.isPending && <Verdict verdict={verify.data} />}
      </div>
      <ErrorNotice error={verify.error} />
      <div className="grid min-w-0 gap-3">
        <FilterBar
          filters={filters}
          choices={choices ?? { actions: [], actors: [] }}
          targetName={target?.name ?? null}
          onChange={change}
        />
        <EntryList
          list={list}
          onOpen={setOpened}
          onClear={Object.keys(filter).length > 0 ? () => change(noFilters) : null}
        />
      </div>
      <EntrySheet entry={opened} onClose={() => setOpened(null)} onFilter={narrow} />
    </>
  );
}

interface EntryListProps {
  list: ReturnType<typeof useAuditList>;
  onOpen: (entry: AuditView) => void;
  onClear: (() => void) | null;
}

function EntryList({ list, onOpen, onClear }: EntryListProps) {
  const t = useTranslations("audit");
  const tCommon = useTranslations("common");
  const retry = (
    <Button size="sm" variant="outline" onClick={list.retry}>
      {tCommon("retry")}
    </Button>
  );
  if (list.entries.length === 0) {
    if (list.error) return <ErrorNotice error={list.error} action={retry} />;
    return onClear ? (
      <EmptyState
        icon={<FilterX />}
        title={t("empty.filteredTitle")}
        text={t("empty.filteredText")}
        action={
          <Button variant="outline" onClick={onClear}>
            {t("filters.clear")}
          </Button>
        }
      />
    ) : (
      <EmptyState icon={<ScrollText />} title={t("empty.title")} text={t("empty.text")} />
    );
  }
  return (
    <>
      <ErrorNotice error={list.error} action={retry} />
      <Card className="gap-0 py-0">
        <ul
          aria-label={t("list.label")}
          aria-busy={list.isLoading}
          className={cn("divide-y transition-opacity", list.isLoading && "opacity-60")}
        >
          {list.entries.map((entry) => (
            <EntryRow key={entry.id} entry={entry} onOpen={() => onOpen(entry)} />
          ))}
        </ul>
      </Card>
      <div className="flex justify-center text-muted-foreground text-xs">
        {list.hasOlder ? (
          <Button variant="outline" loading={list.isLoadingOlder} onClick={list.loadOlder}>
            {t("list.older")}
          </Button>
        ) : (
          <p>{list.isFull ? t("list.full", { count: list.entries.length }) : t("list.end")}</p>
        )}
      </div>
    </>
  );
}
