"use client";

import { useSuspenseQuery } from "@tanstack/react-query";
import { ArrowLeft, Inbox, MessagesSquare } from "lucide-react";
import Link from "next/link";
import { useTranslations } from "next-intl";
import { Callout } from "#app/_components/callout.tsx";
import { FrozenBadge, FrozenText } from "#app/_components/frozen-badge.tsx";
import { PageHeader } from "#app/_components/page-header.tsx";
import { useTRPC } from "#app/_lib/trpc/client.tsx";
import { Button } from "#app/_ui/button.tsx";
import { RoleNote } from "../../../_components/role-note.tsx";
import { SyncProgress } from "../../../_components/sync-progress.tsx";
import type { Access } from "../../../_lib/access.ts";
import { NumberActions } from "../../_components/number-actions.tsx";
import { DropTimeline } from "./drop-timeline.tsx";
import { HealthCard } from "./health-card.tsx";
import { HolderCard } from "./holder-card.tsx";
import { SettingsCard } from "./settings-card.tsx";

interface NumberScreenProps {
  workspace: string;
  numberId: string;
  access: Access;
  /** May search for missing messages. */
  mayWork: boolean;
}

/** Everything about one number: whether it works, who has its phone, its settings and its drops. */
export function NumberScreen({ workspace, numberId, access, mayWork }: NumberScreenProps) {
  const t = useTranslations("numbers");
  const trpc = useTRPC();
  const { data: number } = useSuspenseQuery(trpc.numbers.get.queryOptions({ workspace, numberId }));
  return (
    <>
      <PageHeader
        above={
          <Link
            href={`/w/${workspace}/numbers`}
            className="inline-flex min-h-6 items-center gap-1 text-muted-foreground text-sm hover:text-foreground"
          >
            <ArrowLeft aria-hidden className="size-3.5 rtl:rotate-180" />
            {t("title")}
          </Link>
        }
        title={<span dir="auto">{number.name || t("unnamed")}</span>}
        actions={
          <>
            <Button asChild variant="outline">
              <Link href={`/w/${workspace}/chats?number=${numberId}`}>
                <MessagesSquare aria-hidden />
                {t("detail.links.chats")}
              </Link>
            </Button>
            <Button asChild variant="outline">
              <Link href={`/w/${workspace}/inbox?number=${number.sessionId}`}>
                <Inbox aria-hidden />
                {t("detail.links.events")}
              </Link>
            </Button>
            {access.mayManage && <NumberActions workspace={workspace} number={number} />}
          </>
        }
      />
      {!access.mayManage && <RoleNote roles={access.managers} text={(roles) => t("readOnly", { roles })} />}
      {number.frozenAt && (
        <Callout title={<FrozenBadge />}>
          <FrozenText workspace={workspace} kind="numbers" />
        </Callout>
      )}
      <HealthCard workspace={workspace} number={number} mayManage={access.mayManage} />
      <HolderCard workspace={workspace} number={number} mayManage={access.mayManage} />
      <SettingsCard workspace={workspace} number={number} mayManage={access.mayManage} />
      <SyncProgress
        workspace={workspace}
        numberId={numberId}
        mayManage={access.mayManage}
        mayWork={mayWork}
      />
      <DropTimeline workspace={workspace} numberId={numberId} />
    </>
  );
}
