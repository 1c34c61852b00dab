import { Lock } from "lucide-react";
import type { Metadata } from "next";
import { getTranslations } from "next-intl/server";
import { EmptyState } from "#app/_components/empty-state.tsx";
import { Hydrate, prefetch, trpc } from "#app/_lib/trpc/server.tsx";
import { PageBody } from "../../_components/page-body.tsx";
import { accessTo } from "../../_lib/access.ts";
import { SnippetsScreen } from "./_components/snippets-screen.tsx";

export async function generateMetadata(): Promise<Metadata> {
  const t = await getTranslations("snippets");
  return { title: t("title") };
}

export default async function SnippetsPage({ params }: { params: Promise<{ workspace: string }> }) {
  const { workspace } = await params;
  const access = await accessTo(workspace, "snippets.read", "snippets.manage");
  if (!access.mayRead) {
    const t = await getTranslations("snippets.denied");
    return (
      <PageBody>
        <EmptyState heading="h1" icon={<Lock />} title={t("title")} text={t("text")} />
      </PageBody>
    );
  }
  prefetch(trpc.snippets.list.queryOptions({ workspace }));
  return (
    <PageBody>
      <Hydrate>
        <SnippetsScreen workspace={workspace} mayManage={access.mayManage} />
      </Hydrate>
    </PageBody>
  );
}
