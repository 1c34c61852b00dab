import { Lock } from "lucide-react";
import type { Metadata } from "next";
import { getTranslations } from "next-intl/server";
import { EmptyState } from "#app/_components/empty-state.tsx";
import { Hydrate, prefetch, trpc } from "#app/_lib/trpc/server.tsx";
import { PageBody } from "../../_components/page-body.tsx";
import { accessTo } from "../../_lib/access.ts";
import { NotificationsScreen } from "./_components/notifications-screen.tsx";

export async function generateMetadata(): Promise<Metadata> {
  const t = await getTranslations("subscriptions");
  return { title: t("title") };
}

export default async function NotificationsPage({ params }: { params: Promise<{ workspace: string }> }) {
  const { workspace } = await params;
  const access = await accessTo(workspace, "subscriptions.own", "subscriptions.manage");
  if (!access.mayRead) {
    const t = await getTranslations("subscriptions.denied");
    return (
      <PageBody>
        <EmptyState heading="h1" icon={<Lock />} title={t("title")} text={t("text")} />
      </PageBody>
    );
  }
  prefetch(trpc.subscriptions.list.queryOptions({ workspace }));
  prefetch(trpc.subscriptions.settings.queryOptions({ workspace }));
  prefetch(trpc.subscriptions.onCall.queryOptions({ workspace }));
  return (
    <PageBody>
      <Hydrate>
        <NotificationsScreen workspace={workspace} mayManage={access.mayManage} managers={access.managers} />
      </Hydrate>
    </PageBody>
  );
}
