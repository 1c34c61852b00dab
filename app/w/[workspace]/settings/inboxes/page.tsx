import { Lock } from "lucide-react";
import type { Metadata } from "next";
import { getTranslations } from "next-intl/server";
import { EmptyState } from "#app/_components/empty-state.tsx";
import { PageHeader } from "#app/_components/page-header.tsx";
import { Hydrate, prefetch, trpc } from "#app/_lib/trpc/server.tsx";
import { PageBody } from "../../_components/page-body.tsx";
import { accessTo } from "../../_lib/access.ts";
import { InboxesScreen } from "./_components/inboxes-screen.tsx";

export async function generateMetadata(): Promise<Metadata> {
  const t = await getTranslations("inbox.settings");
  return { title: t("title") };
}

export default async function InboxesPage({ params }: { params: Promise<{ workspace: string }> }) {
  const { workspace } = await params;
  const [access, t] = await Promise.all([
    accessTo(workspace, "inbox.read", "inbox.manage"),
    getTranslations("inbox"),
  ]);
  if (!access.mayRead) {
    return (
      <PageBody>
        <PageHeader title={t("settings.title")} description={t("settings.description")} />
        <EmptyState icon={<Lock />} title={t("billingRole.title")} text={t("billingRole.text")} />
      </PageBody>
    );
  }
  prefetch(trpc.inboxes.list.queryOptions({ workspace }));
  prefetch(trpc.inbox.rejected.queryOptions({ workspace }));
  return (
    <PageBody>
      <Hydrate>
        <InboxesScreen workspace={workspace} access={access} />
      </Hydrate>
    </PageBody>
  );
}
