import type { Metadata } from "next";
import { getTranslations } from "next-intl/server";
import { NuqsAdapter } from "nuqs/adapters/next/app";
import { requireViewer } from "#app/_lib/auth/viewer.ts";
import { Hydrate, prefetch, trpc } from "#app/_lib/trpc/server.tsx";
import { OverviewScreen } from "./_components/overview-screen.tsx";

export async function generateMetadata(): Promise<Metadata> {
  const t = await getTranslations("overview");
  return { title: t("title") };
}

export default async function WorkspacesPage() {
  await requireViewer();
  prefetch(trpc.workspaces.overview.queryOptions());
  return (
    <NuqsAdapter>
      <Hydrate>
        <OverviewScreen />
      </Hydrate>
    </NuqsAdapter>
  );
}
