import { Lock } from "lucide-react";
import type { Metadata } from "next";
import { getTranslations } from "next-intl/server";
import { EmptyState } from "#app/_components/empty-state.tsx";
import { PageHeader } from "#app/_components/page-header.tsx";
import { Hydrate, prefetch, trpc } from "#app/_lib/trpc/server.tsx";
import { PageBody } from "../../_components/page-body.tsx";
import { accessTo } from "../../_lib/access.ts";
import { AiConsent } from "./_components/ai-consent.tsx";
import { EraseContact } from "./_components/erase-contact.tsx";
import { Exports } from "./_components/exports.tsx";
import { Receipts } from "./_components/receipts.tsx";
import { Retention } from "./_components/retention.tsx";

export async function generateMetadata(): Promise<Metadata> {
  const t = await getTranslations("data");
  return { title: t("title") };
}

export default async function DataPage({ params }: { params: Promise<{ workspace: string }> }) {
  const { workspace } = await params;
  const [exporting, retention, erasing, t] = await Promise.all([
    accessTo(workspace, "inbox.export", "data.export"),
    accessTo(workspace, "data.read", "data.retention"),
    accessTo(workspace, "data.read", "data.erase"),
    getTranslations("data"),
  ]);
  const isManager = retention.mayRead;
  if (!exporting.mayRead) return <NoAccess managers={exporting.managers} />;
  prefetch(trpc.data.exports.queryOptions({ workspace }));
  if (isManager) {
    prefetch(trpc.data.retention.queryOptions({ workspace }));
    prefetch(trpc.data.erasures.queryOptions({ workspace }));
  }
  return (
    <PageBody>
      <PageHeader title={t("title")} description={isManager ? t("description") : t("ownDescription")} />
      <Hydrate>
        {isManager && <Retention workspace={workspace} access={retention} />}
        <Exports workspace={workspace} mayExportAll={exporting.mayManage} />
        {isManager && (
          <>
            {erasing.mayManage && <EraseContact workspace={workspace} />}
            <Receipts workspace={workspace} />
            <AiConsent workspace={workspace} />
          </>
        )}
      </Hydrate>
    </PageBody>
  );
}

async function NoAccess({ managers }: { managers: readonly string[] }) {
  const [t, tCommon] = await Promise.all([getTranslations("data"), getTranslations("common.roles")]);
  const roles = managers.map((role) => tCommon(role as Parameters<typeof tCommon>[0])).join(", ");
  return (
    <PageBody>
      <PageHeader title={t("title")} description={t("ownDescription")} />
      <EmptyState icon={<Lock />} title={t("none.title")} text={t("none.text", { roles })} />
    </PageBody>
  );
}
