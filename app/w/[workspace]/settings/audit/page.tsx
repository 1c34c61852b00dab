import { Lock } from "lucide-react";
import type { Metadata } from "next";
import { getFormatter, getTimeZone, getTranslations } from "next-intl/server";
import { NuqsAdapter } from "nuqs/adapters/next/app";
import type { SearchParams } from "nuqs/server";
import { EmptyState } from "#app/_components/empty-state.tsx";
import { PageHeader } from "#app/_components/page-header.tsx";
import { api, Hydrate, prefetch, trpc } from "#app/_lib/trpc/server.tsx";
import { rolesThatMay } from "#server/members/index.ts";
import { PageBody } from "../../_components/page-body.tsx";
import { accessTo, orNotFound } from "../../_lib/access.ts";
import { AuditScreen } from "./_components/audit-screen.tsx";
import { loadFilterParams, toAuditFilter } from "./search-params.ts";

interface AuditPageProps {
  params: Promise<{ workspace: string }>;
  searchParams: Promise<SearchParams>;
}

export async function generateMetadata(): Promise<Metadata> {
  const t = await getTranslations("audit");
  return { title: t("title") };
}

export default async function AuditPage({ params, searchParams }: AuditPageProps) {
  const { workspace } = await params;
  const access = await accessTo(workspace, "audit.read", "audit.export");
  if (!access.mayRead) return <Denied />;
  const filter = toAuditFilter(await loadFilterParams(searchParams), await getTimeZone());
  prefetch(trpc.audit.filters.queryOptions({ workspace }));
  const caller = await api();
  const page = await orNotFound(caller.audit.list({ workspace, ...filter }));
  return (
    <NuqsAdapter>
      <PageBody className="max-w-6xl">
        <Hydrate>
          <AuditScreen workspace={workspace} first={{ filter, page }} mayExport={access.mayManage} />
        </Hydrate>
      </PageBody>
    </NuqsAdapter>
  );
}

async function Denied() {
  const [t, tRoles, format] = await Promise.all([
    getTranslations("audit"),
    getTranslations("common.roles"),
    getFormatter(),
  ]);
  const roles = format.list(
    rolesThatMay("audit.read").map((role) => tRoles(role)),
    { type: "disjunction" },
  );
  return (
    <PageBody>
      <PageHeader title={t("title")} description={t("description")} />
      <EmptyState icon={<Lock />} title={t("denied.title")} text={t("denied.text", { roles })} />
    </PageBody>
  );
}
