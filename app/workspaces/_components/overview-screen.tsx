"use client";

import { useSuspenseQuery } from "@tanstack/react-query";
import { Building2, Plus, SearchX } from "lucide-react";
import Link from "next/link";
import { useTranslations } from "next-intl";
import { useQueryStates } from "nuqs";
import { EmptyState } from "#app/_components/empty-state.tsx";
import { PageHeader } from "#app/_components/page-header.tsx";
import { useTRPC } from "#app/_lib/trpc/client.tsx";
import { Button } from "#app/_ui/button.tsx";
import { overviewParams } from "../search-params.ts";
import { arrange } from "../trouble.ts";
import { Arrangement } from "./arrangement.tsx";
import { Row } from "./row.tsx";

/** No stream covers several workspaces, so the page asks again this often. */
const refreshMs = 30_000;

/** Every workspace of the reader at a glance, those first that need somebody. */
export function OverviewScreen() {
  const t = useTranslations("overview");
  const tCommon = useTranslations("common");
  const trpc = useTRPC();
  const [{ q, sort }, setParams] = useQueryStates(overviewParams);
  const { data: rows } = useSuspenseQuery(
    trpc.workspaces.overview.queryOptions(undefined, {
      refetchInterval: refreshMs,
      refetchOnMount: "always",
      refetchOnWindowFocus: "always",
    }),
  );
  const shown = arrange(rows, { words: q, sorting: sort });
  const create = (
    <Button asChild variant={rows.length === 0 ? "default" : "outline"}>
      <Link href="/new">
        <Plus aria-hidden />
        {t("new")}
      </Link>
    </Button>
  );
  return (
    <>
      <PageHeader title={t("title")} description={t("description")} actions={rows.length > 0 && create} />
      {rows.length === 0 ? (
        <EmptyState icon={<Building2 />} title={t("empty.title")} text={t("empty.text")} action={create} />
      ) : (
        <Arrangement words={q} sorting={sort} shown={shown.length} total={rows.length} onChange={setParams} />
      )}
      {rows.length > 0 && shown.length === 0 && (
        <EmptyState
          icon={<SearchX />}
          title={t("notFound.title", { words: q })}
          text={t("notFound.text")}
          action={
            <Button variant="outline" onClick={() => setParams({ q: "" })}>
              {tCommon("clear")}
            </Button>
          }
        />
      )}
      {shown.length > 0 && (
        <ul aria-label={t("title")} className="grid gap-3" data-testid="workspaces">
          {shown.map((row) => (
            <Row key={row.slug} row={row} />
          ))}
        </ul>
      )}
    </>
  );
}
