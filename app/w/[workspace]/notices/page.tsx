import { Lock } from "lucide-react";
import type { Metadata } from "next";
import { getTranslations } from "next-intl/server";
import { EmptyState } from "#app/_components/empty-state.tsx";
import { requireMembership } from "#app/_lib/auth/viewer.ts";
import { permits } from "#server/members/index.ts";
import { PageBody } from "../_components/page-body.tsx";
import { NoticesScreen } from "./_components/notices-screen.tsx";

export async function generateMetadata(): Promise<Metadata> {
  const t = await getTranslations("notices");
  return { title: t("title") };
}

export default async function NoticesPage({ params }: { params: Promise<{ workspace: string }> }) {
  const { workspace } = await params;
  const membership = await requireMembership(workspace);
  const t = await getTranslations("notices.denied");
  return (
    <PageBody>
      {permits(membership, "notices.own") ? (
        <NoticesScreen workspace={workspace} />
      ) : (
        <EmptyState heading="h1" icon={<Lock />} title={t("title")} text={t("text")} />
      )}
    </PageBody>
  );
}
