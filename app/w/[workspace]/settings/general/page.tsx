import type { Metadata } from "next";
import { getTranslations } from "next-intl/server";
import { Hydrate, prefetch, trpc } from "#app/_lib/trpc/server.tsx";
import { env } from "#server/core/env.ts";
import { PageBody } from "../../_components/page-body.tsx";
import { accessTo } from "../../_lib/access.ts";
import { GeneralScreen } from "./_components/general-screen.tsx";

export async function generateMetadata(): Promise<Metadata> {
  const t = await getTranslations("workspace.general");
  return { title: t("title") };
}

export default async function GeneralPage({ params }: { params: Promise<{ workspace: string }> }) {
  const { workspace } = await params;
  const [changing, deleting] = await Promise.all([
    accessTo(workspace, "workspace.read", "workspace.update"),
    accessTo(workspace, "workspace.read", "workspace.delete"),
  ]);
  prefetch(trpc.workspaces.settings.queryOptions({ workspace }));
  return (
    <PageBody>
      <Hydrate>
        <GeneralScreen
          workspace={workspace}
          addressStart={`${new URL(env().PUBLIC_URL).host}/w/`}
          changing={changing}
          deleting={deleting}
        />
      </Hydrate>
    </PageBody>
  );
}
