import { Lock } from "lucide-react";
import type { Metadata } from "next";
import { getTranslations } from "next-intl/server";
import { EmptyState } from "#app/_components/empty-state.tsx";
import { Hydrate, prefetch, trpc } from "#app/_lib/trpc/server.tsx";
import { type OfferedPlan, planIds, plans } from "#server/plans/index.ts";
import { PageBody } from "../../_components/page-body.tsx";
import { accessTo } from "../../_lib/access.ts";
import { BillingHeader } from "./_components/billing-header.tsx";
import { BillingScreen } from "./_components/billing-screen.tsx";

export async function generateMetadata(): Promise<Metadata> {
  const t = await getTranslations("billing");
  return { title: t("title") };
}

const offered: OfferedPlan[] = planIds.flatMap((id) => {
  const { price, perSeat, limits } = plans[id];
  return price ? [{ id, price, perSeat, limits }] : [];
});

export default async function BillingPage({ params }: PageProps<"/w/[workspace]/settings/billing">) {
  const { workspace } = await params;
  const [access, t] = await Promise.all([
    accessTo(workspace, "billing.read", "billing.manage"),
    getTranslations("billing.noAccess"),
  ]);
  if (!access.mayRead) {
    return (
      <PageBody>
        <BillingHeader />
        <EmptyState icon={<Lock />} title={t("title")} text={t("text")} />
      </PageBody>
    );
  }
  prefetch(trpc.billing.get.queryOptions({ workspace }));
  return (
    <PageBody>
      <BillingHeader />
      <Hydrate>
        <BillingScreen workspace={workspace} access={access} offered={offered} />
      </Hydrate>
    </PageBody>
  );
}
