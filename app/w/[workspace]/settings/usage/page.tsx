import { Lock } from "lucide-react";
import type { Metadata } from "next";
import { getTranslations } from "next-intl/server";
import { EmptyState } from "#app/_components/empty-state.tsx";
import { Hydrate, prefetch, trpc } from "#app/_lib/trpc/server.tsx";
import { PageBody } from "../../_components/page-body.tsx";
import { accessTo } from "../../_lib/access.ts";
import { UsageHeader } from "./_components/usage-header.tsx";
import { UsageScreen } from "./_components/usage-screen.tsx";

export async function generateMetadata(): Promise<Metadata> {
  const t = await getTranslations("usage");
  return { title: t("title") };
}

export default async function UsagePage({ params }: PageProps<"/w/[workspace]/settings/usage">) {
  const { workspace } = await params;
  // The strip of the budget is for the team; whoever only looks after the bills has the days.
  const [{ mayRead }, { mayRead: maySeeBudget }, t] = await Promise.all([
    accessTo(workspace, "billing.read", "billing.manage"),
    accessTo(workspace, "budget.read", "budget.read"),
    getTranslations("usage.noAccess"),
  ]);
  if (!mayRead) {
    return (
      <PageBody>
        <UsageHeader />
        <EmptyState icon={<Lock />} title={t("title")} text={t("text")} />
      </PageBody>
    );
  }
  prefetch(trpc.usage.get.queryOptions({ workspace }));
  return (
    <PageBody>
      <UsageHeader />
      <Hydrate>
        <UsageScreen workspace={workspace} maySeeBudget={maySeeBudget} />
      </Hydrate>
    </PageBody>
  );
}
