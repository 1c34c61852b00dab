import { Lock } from "lucide-react";
import type { Metadata } from "next";
import { getTranslations } from "next-intl/server";
import { EmptyState } from "#app/_components/empty-state.tsx";
import { Hydrate, prefetch, trpc } from "#app/_lib/trpc/server.tsx";
import { PageBody } from "../../_components/page-body.tsx";
import { accessTo } from "../../_lib/access.ts";
import { LabelsScreen } from "./_components/labels-screen.tsx";

export async function generateMetadata(): Promise<Metadata> {
  const t = await getTranslations("labels");
  return { title: t("title") };
}

export default async function LabelsPage({ params }: { params: Promise<{ workspace: string }> }) {
  const { workspace } = await params;
  const [access, connecting] = await Promise.all([
    accessTo(workspace, "labels.read", "labels.manage"),
    accessTo(workspace, "labels.read", "connection.manage"),
  ]);
  if (!access.mayRead) {
    const t = await getTranslations("labels.denied");
    return (
      <PageBody>
        <EmptyState heading="h1" icon={<Lock />} title={t("title")} text={t("text")} />
      </PageBody>
    );
  }
  prefetch(trpc.labels.list.queryOptions({ workspace }));
  return (
    <PageBody>
      <Hydrate>
        <LabelsScreen workspace={workspace} access={access} connecting={connecting} />
      </Hydrate>
    </PageBody>
  );
}
