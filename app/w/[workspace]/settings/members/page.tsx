import { Lock } from "lucide-react";
import type { Metadata } from "next";
import { getTranslations } from "next-intl/server";
import { NuqsAdapter } from "nuqs/adapters/next/app";
import type { SearchParams } from "nuqs/server";
import { EmptyState } from "#app/_components/empty-state.tsx";
import { PageHeader } from "#app/_components/page-header.tsx";
import { requireMembership } from "#app/_lib/auth/viewer.ts";
import { Hydrate, prefetch, trpc } from "#app/_lib/trpc/server.tsx";
import { PageBody } from "../../_components/page-body.tsx";
import { accessTo } from "../../_lib/access.ts";
import { LeaveWorkspace } from "./_components/leave-workspace.tsx";
import { MembersScreen } from "./_components/members-screen.tsx";
import { loadListParams } from "./search-params.ts";

export async function generateMetadata(): Promise<Metadata> {
  const t = await getTranslations("members");
  return { title: t("title") };
}

interface MembersPageProps {
  params: Promise<{ workspace: string }>;
  searchParams: Promise<SearchParams>;
}

export default async function MembersPage({ params, searchParams }: MembersPageProps) {
  const { workspace } = await params;
  const [access, { role, name }, t] = await Promise.all([
    accessTo(workspace, "members.read", "members.manage"),
    requireMembership(workspace),
    getTranslations("members"),
  ]);
  const leave = <LeaveWorkspace workspace={workspace} name={name} role={role} />;
  if (!access.mayRead) {
    return (
      <PageBody>
        <PageHeader title={t("title")} description={t("description")} />
        <EmptyState icon={<Lock />} title={t("hidden.title")} text={t("hidden.text")} />
        {leave}
      </PageBody>
    );
  }
  const { q, after } = await loadListParams(searchParams);
  prefetch(trpc.members.list.queryOptions({ workspace, search: q ?? undefined, cursor: after ?? undefined }));
  if (access.mayManage) {
    prefetch(trpc.invitations.list.queryOptions({ workspace }));
    prefetch(trpc.numbers.list.queryOptions({ workspace }));
  }
  return (
    <PageBody>
      <NuqsAdapter>
        <Hydrate>
          <MembersScreen workspace={workspace} access={access} role={role} />
        </Hydrate>
      </NuqsAdapter>
      {leave}
    </PageBody>
  );
}
