"use client";

import { useQuery } from "@tanstack/react-query";
import { Lock, TriangleAlert } from "lucide-react";
import Link from "next/link";
import { useTranslations } from "next-intl";
import type { ReactNode } from "react";
import { useRoleNames } from "#app/_lib/errors/use-role-names.ts";
import { useTRPC } from "#app/_lib/trpc/client.tsx";
import { Button } from "#app/_ui/button.tsx";
import type { EventDetail } from "#server/inbox/schemas.ts";
import type { Access } from "../../_lib/access.ts";
import { Composer } from "./composer.tsx";
import type { Drafts } from "./drafts.ts";

interface ReplyProps {
  workspace: string;
  event: EventDetail;
  replying: Access;
  connecting: Access;
  drafts: Drafts;
}

/** The place to answer an event from a chat, or why one cannot. */
export function Reply({ workspace, event, replying, connecting, drafts }: ReplyProps) {
  const t = useTranslations("inbox.reply");
  const roleNames = useRoleNames();
  const { number, chatId } = event;
  if (chatId === null) return null;
  if (number === null) return <Note icon={<Lock />}>{t("noNumber")}</Note>;
  if (!replying.mayManage) {
    return <Note icon={<Lock />}>{t("notAllowed", { roles: roleNames(replying.managers) })}</Note>;
  }
  return (
    <ReplyThroughNumber
      workspace={workspace}
      eventId={event.id}
      chatId={chatId}
      number={number}
      connecting={connecting}
      drafts={drafts}
    />
  );
}

type ReplyThroughNumberProps = Pick<ReplyProps, "workspace" | "connecting" | "drafts"> & {
  eventId: string;
  chatId: string;
  number: NonNullable<EventDetail["number"]>;
};

function ReplyThroughNumber({
  workspace,
  eventId,
  chatId,
  number,
  connecting,
  drafts,
}: ReplyThroughNumberProps) {
  const t = useTranslations("inbox.reply");
  const trpc = useTRPC();
  const roleNames = useRoleNames();
  // Read by itself, because nudges refresh it when the number goes down or comes back.
  const live = useQuery(trpc.numbers.get.queryOptions({ workspace, numberId: number.id }));
  const { name, status } = live.data ?? number;
  if (status === "working") {
    return (
      <Composer
        workspace={workspace}
        eventId={eventId}
        chatId={chatId}
        numberId={number.id}
        numberName={name}
        drafts={drafts}
      />
    );
  }
  return (
    <Note icon={<TriangleAlert className="text-warning" />}>
      {connecting.mayManage
        ? t("numberDown", { name })
        : t("numberDownAsk", { name, roles: roleNames(connecting.managers) })}
      {connecting.mayManage && (
        <Button size="sm" variant="outline" asChild>
          <Link href={`/w/${workspace}/numbers/${number.id}/pair`}>{t("pairAgain")}</Link>
        </Button>
      )}
    </Note>
  );
}

function Note({ icon, children }: { icon: ReactNode; children: ReactNode }) {
  return (
    <div className="flex shrink-0 flex-wrap items-center gap-x-3 gap-y-2 border-t px-4 py-3 text-muted-foreground text-sm [&>svg]:size-4 [&>svg]:shrink-0">
      {icon}
      <div className="flex min-w-0 flex-1 flex-wrap items-center justify-between gap-2">{children}</div>
    </div>
  );
}
