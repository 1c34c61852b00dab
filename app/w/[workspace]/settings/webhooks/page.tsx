import { Lock } from "lucide-react";
import type { Metadata } from "next";
import { getTranslations } from "next-intl/server";
import { PageHeader } from "#app/_components/page-header.tsx";
import { Hydrate, prefetch, trpc } from "#app/_lib/trpc/server.tsx";
import { PageBody } from "../../_components/page-body.tsx";
import { accessTo } from "../../_lib/access.ts";
import { WebhooksDenied } from "./_components/webhooks-denied.tsx";
import { WebhooksScreen } from "./_components/webhooks-screen.tsx";

export async function generateMetadata(): Promise<Metadata> {
  const t = await getTranslations("webhooks");
  return { title: t("title") };
}

export default async function WebhooksPage({ params }: { params: Promise<{ workspace: string }> }) {
  const { workspace } = await params;
  const [access, t] = await Promise.all([
    accessTo(workspace, "webhooks.read", "webhooks.manage"),
    getTranslations("webhooks"),
  ]);
  if (!access.mayRead) {
    return (
      <PageBody>
        <PageHeader title={t("title")} description={t("description")} />
        <WebhooksDenied icon={<Lock />} managers={access.managers} />
      </PageBody>
    );
  }
  prefetch(trpc.webhooks.list.queryOptions({ workspace }));
  return (
    <PageBody>
      <Hydrate>
        <WebhooksScreen workspace={workspace} mayManage={access.mayManage} />
      </Hydrate>
    </PageBody>
  );
}
