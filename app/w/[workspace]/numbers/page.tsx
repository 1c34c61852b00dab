import { Lock } from "lucide-react";
import type { Metadata } from "next";
import { getTranslations } from "next-intl/server";
import { EmptyState } from "#app/_components/empty-state.tsx";
import { Hydrate, prefetch, trpc } from "#app/_lib/trpc/server.tsx";
import { PageBody } from "../_components/page-body.tsx";
import { accessTo } from "../_lib/access.ts";
import { NumbersHeader } from "./_components/numbers-header.tsx";
import { NumbersScreen } from "./_components/numbers-screen.tsx";

export async function generateMetadata(): Promise<Metadata> {
  const t = await getTranslations("numbers");
  return { title: t("title") };
}

export default async function NumbersPage({ params }: { params: Promise<{ workspace: string }> }) {
  const { workspace } = await params;
  const [access, t] = await Promise.all([
    accessTo(workspace, "numbers.read", "numbers.manage"),
    getTranslations("numbers.billingRole"),
  ]);
  if (!access.mayRead) {
    return (
      <PageBody>
        <NumbersHeader />
        <EmptyState icon={<Lock />} title={t("title")} text={t("text")} />
      </PageBody>
    );
  }
  prefetch(trpc.numbers.list.queryOptions({ workspace }));
  prefetch(trpc.connection.get.queryOptions({ workspace }));
  return (
    <PageBody>
      <Hydrate>
        <NumbersScreen workspace={workspace} access={access} />
      </Hydrate>
    </PageBody>
  );
}
