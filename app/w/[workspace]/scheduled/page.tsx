import { ArrowLeft, Lock } from "lucide-react";
import type { Metadata } from "next";
import Link from "next/link";
import { getTranslations } from "next-intl/server";
import { EmptyState } from "#app/_components/empty-state.tsx";
import { PageHeader } from "#app/_components/page-header.tsx";
import { Hydrate, prefetch, trpc } from "#app/_lib/trpc/server.tsx";
import { PageBody } from "../_components/page-body.tsx";
import { accessTo } from "../_lib/access.ts";
import { ScheduledScreen } from "./_components/scheduled-screen.tsx";

export async function generateMetadata(): Promise<Metadata> {
  const t = await getTranslations("composer.scheduled");
  return { title: t("title") };
}

export default async function ScheduledPage({ params }: { params: Promise<{ workspace: string }> }) {
  const { workspace } = await params;
  const [access, t, tRoles] = await Promise.all([
    accessTo(workspace, "chats.read", "messages.send"),
    getTranslations("composer.scheduled"),
    getTranslations("common.roles"),
  ]);
  if (access.mayRead) prefetch(trpc.scheduled.list.queryOptions({ workspace, shelf: "waiting" }));
  return (
    <PageBody>
      <PageHeader
        above={
          <Link
            href={`/w/${workspace}/chats`}
            className="inline-flex min-h-6 items-center gap-1 text-muted-foreground text-sm hover:text-foreground"
          >
            <ArrowLeft aria-hidden className="size-3.5 rtl:rotate-180" />
            {t("back")}
          </Link>
        }
        title={t("title")}
        description={t("text")}
      />
      {access.mayRead ? (
        <Hydrate>
          <ScheduledScreen workspace={workspace} maySend={access.mayManage} />
        </Hydrate>
      ) : (
        <EmptyState
          icon={<Lock />}
          title={t("denied")}
          text={t("deniedText", { roles: access.managers.map((role) => tRoles(role)).join(", ") })}
        />
      )}
    </PageBody>
  );
}
