import { Lock } from "lucide-react";
import type { Metadata } from "next";
import { getTranslations } from "next-intl/server";
import { EmptyState } from "#app/_components/empty-state.tsx";
import { PageHeader } from "#app/_components/page-header.tsx";
import { requireViewer } from "#app/_lib/auth/viewer.ts";
import { Hydrate, prefetch, trpc } from "#app/_lib/trpc/server.tsx";
import { PageBody } from "../../_components/page-body.tsx";
import { accessTo } from "../../_lib/access.ts";
import { PolicyScreen } from "./_components/policy-screen.tsx";

export async function generateMetadata(): Promise<Metadata> {
  const t = await getTranslations("security.policy");
  return { title: t("pageTitle") };
}

export default async function SecurityPage({ params }: { params: Promise<{ workspace: string }> }) {
  const { workspace } = await params;
  const [access, viewer, t] = await Promise.all([
    accessTo(workspace, "security.manage", "security.manage"),
    requireViewer(),
    getTranslations("security.policy"),
  ]);
  if (access.mayRead) prefetch(trpc.workspaces.secondFactors.queryOptions({ workspace }));
  return (
    <PageBody>
      <PageHeader title={t("pageTitle")} description={t("lead")} />
      {access.mayRead ? (
        <Hydrate>
          <PolicyScreen workspace={workspace} hasTwoFactor={viewer.hasTwoFactor} />
        </Hydrate>
      ) : (
        <EmptyState icon={<Lock />} title={t("closedTitle")} text={t("closedText")} />
      )}
    </PageBody>
  );
}
