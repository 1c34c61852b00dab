import { Lock } from "lucide-react";
import type { Metadata } from "next";
import { getTranslations } from "next-intl/server";
import { EmptyState } from "#app/_components/empty-state.tsx";
import { Hydrate, prefetch, trpc } from "#app/_lib/trpc/server.tsx";
import { PageBody } from "../../_components/page-body.tsx";
import { accessTo } from "../../_lib/access.ts";
import { ConnectionHeader } from "./_components/connection-header.tsx";
import { ConnectionScreen } from "./_components/connection-screen.tsx";

export async function generateMetadata(): Promise<Metadata> {
  const t = await getTranslations("connection");
  return { title: t("title") };
}

export default async function ConnectionPage({ params }: { params: Promise<{ workspace: string }> }) {
  const { workspace } = await params;
  const [access, t] = await Promise.all([
    accessTo(workspace, "connection.read", "connection.manage"),
    getTranslations("connection.billingRole"),
  ]);
  if (!access.mayRead) {
    return (
      <PageBody>
        <ConnectionHeader />
        <EmptyState icon={<Lock />} title={t("title")} text={t("text")} />
      </PageBody>
    );
  }
  prefetch(trpc.connection.get.queryOptions({ workspace }));
  prefetch(trpc.connection.options.queryOptions({ workspace }));
  return (
    <PageBody>
      <ConnectionHeader />
      <Hydrate>
        <ConnectionScreen workspace={workspace} access={access} />
      </Hydrate>
    </PageBody>
  );
}
