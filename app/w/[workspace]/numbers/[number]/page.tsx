import { Lock } from "lucide-react";
import type { Metadata } from "next";
import { getTranslations } from "next-intl/server";
import { EmptyState } from "#app/_components/empty-state.tsx";
import { Hydrate, prefetch, trpc } from "#app/_lib/trpc/server.tsx";
import { PageBody } from "../../_components/page-body.tsx";
import { accessTo } from "../../_lib/access.ts";
import { NumbersHeader } from "../_components/numbers-header.tsx";
import { NumberScreen } from "./_components/number-screen.tsx";
import { numberOf } from "./number-of.ts";

type PageProps = { params: Promise<{ workspace: string; number: string }> };

export async function generateMetadata({ params }: PageProps): Promise<Metadata> {
  const { workspace, number: numberId } = await params;
  const [t, access] = await Promise.all([
    getTranslations("numbers"),
    accessTo(workspace, "numbers.read", "numbers.manage"),
  ]);
  if (!access.mayRead) return { title: t("title") };
  const number = await numberOf(workspace, numberId);
  return { title: number.name || t("unnamed") };
}

export default async function NumberPage({ params }: PageProps) {
  const { workspace, number: numberId } = await params;
  const [t, access, chats] = await Promise.all([
    getTranslations("numbers"),
    accessTo(workspace, "numbers.read", "numbers.manage"),
    accessTo(workspace, "chats.read", "chats.work"),
  ]);
  if (!access.mayRead) {
    return (
      <PageBody>
        <NumbersHeader />
        <EmptyState icon={<Lock />} title={t("billingRole.title")} text={t("billingRole.text")} />
      </PageBody>
    );
  }
  await numberOf(workspace, numberId);
  prefetch(trpc.numbers.get.queryOptions({ workspace, numberId }));
  prefetch(trpc.chatSyncs.list.queryOptions({ workspace }));
  prefetch(trpc.numbers.drops.queryOptions({ workspace, numberId }));
  return (
    <PageBody>
      <Hydrate>
        <NumberScreen workspace={workspace} numberId={numberId} access={access} mayWork={chats.mayManage} />
      </Hydrate>
    </PageBody>
  );
}
