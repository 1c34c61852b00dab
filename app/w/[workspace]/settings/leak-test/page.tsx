import { Lock } from "lucide-react";
import type { Metadata } from "next";
import { getTranslations } from "next-intl/server";
import { EmptyState } from "#app/_components/empty-state.tsx";
import { PageHeader } from "#app/_components/page-header.tsx";
import { requireMembership } from "#app/_lib/auth/viewer.ts";
import { Hydrate, prefetch, trpc } from "#app/_lib/trpc/server.tsx";
import { permits } from "#server/members/index.ts";
import { PageBody } from "../../_components/page-body.tsx";
import { LeakTestScreen } from "./_components/leak-test-screen.tsx";

export async function generateMetadata(): Promise<Metadata> {
  const t = await getTranslations("walls");
  return { title: t("title") };
}

export default async function LeakTestPage({ params }: { params: Promise<{ workspace: string }> }) {
  const { workspace } = await params;
  const [membership, t] = await Promise.all([requireMembership(workspace), getTranslations("walls")]);
  if (!permits(membership, "walls.test")) {
    return (
      <PageBody>
        <PageHeader title={t("title")} description={t("description")} />
        <EmptyState icon={<Lock />} title={t("notYours.title")} text={t("notYours.text")} />
      </PageBody>
    );
  }
  prefetch(trpc.walls.lastReport.queryOptions({ workspace }));
  return (
    <PageBody data-printable>
      <Hydrate>
        <LeakTestScreen workspace={workspace} name={membership.name} />
      </Hydrate>
    </PageBody>
  );
}
