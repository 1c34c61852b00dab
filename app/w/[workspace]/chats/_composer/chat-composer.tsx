"use client";

import { useQuery } from "@tanstack/react-query";
import { Lock, MessageCircleOff, PlugZap, Snowflake, TriangleAlert } from "lucide-react";
import Link from "next/link";
import { useTranslations } from "next-intl";
import type { ReactNode } from "react";
import { useRoleNames } from "#app/_lib/errors/use-role-names.ts";
import { useTRPC } from "#app/_lib/trpc/client.tsx";
import { Button } from "#app/_ui/button.tsx";
import type { ChatView } from "#server/chats/schemas.ts";
import { takesAddress } from "#server/messages/schemas.ts";
import { useChatsAccess, useNumbers } from "../_components/chats-context.tsx";
import { ComposerForm } from "./composer-form.tsx";
import { WaitingList } from "./waiting-list.tsx";

export interface ChatComposerProps {
  chat: ChatView;
  /** The thread's, as it is shown; null while it is read. */
  version: number | null;
  /** Brings the newest message of the thread into view. */
  onShowNewest: () => void;
}

/** Where one answers a chat, or why one cannot; above it what waits for its time. */
export function ChatComposer({ chat, version, onShowNewest }: ChatComposerProps) {
  const blocker = useBlocker(chat);
  return (
    <div className="grid shrink-0 border-t bg-card" data-testid="composer">
      <WaitingList chat={chat} />
      {blocker ?? <ComposerForm key={chat.id} chat={chat} version={version} onShowNewest={onShowNewest} />}
    </div>
  );
}

/** What stands in the way of sending, with the one thing to do about it; null when nothing does. */
function useBlocker(chat: ChatView): ReactNode {
  const t = useTranslations("composer.blocked");
  const { workspace, sending, connecting, pairing } = useChatsAccess();
  const trpc = useTRPC();
  const roleNames = useRoleNames();
  const numbers = useNumbers();
  const connection = useQuery(trpc.connection.get.queryOptions({ workspace }));
  const plan = useQuery(trpc.billing.room.queryOptions({ workspace }));
  const number = numbers.find(({ id }) => id === chat.numberId);
  if (!sending.mayManage) {
    return <Blocker icon={<Lock />}>{t("role", { roles: roleNames(sending.managers) })}</Blocker>;
  }
  const name = chat.numberName || t("unnamed");
  if (!takesAddress(chat.chatId)) {
    const server = chat.chatId.split("@").at(-1) ?? "";
    return <Blocker icon={<MessageCircleOff />}>{t("address", { server, name })}</Blocker>;
  }
  if (connection.data === null) {
    return (
      <Blocker
        icon={<PlugZap />}
        action={connecting.mayManage && { href: `/w/${workspace}/settings/connection`, text: t("connect") }}
      >
        {connecting.mayManage
          ? t("disconnected")
          : t("disconnectedAsk", { roles: roleNames(connecting.managers) })}
      </Blocker>
    );
  }
  if (plan.data?.access === "read_only" || number?.frozenAt) {
    return (
      <Blocker
        icon={<Snowflake className="text-info" />}
        // Whoever connects manages the workspace, and so sees its bills.
        action={connecting.mayManage && { href: `/w/${workspace}/settings/billing`, text: t("billing") }}
      >
        {plan.data?.access === "read_only" ? t("unpaid") : t("frozen", { name })}
      </Blocker>
    );
  }
  if (!number || number.status === "working") return null;
  return (
    <Blocker
      icon={<TriangleAlert className="text-warning" />}
      action={
        pairing.mayManage && { href: `/w/${workspace}/numbers/${number.id}/pair`, text: t("pairAgain") }
      }
    >
      {pairing.mayManage
        ? t("numberDown", { name })
        : t("numberDownAsk", { name, roles: roleNames(pairing.managers) })}
    </Blocker>
  );
}

interface BlockerProps {
  icon: ReactNode;
  action?: { href: string; text: string } | false;
  children: ReactNode;
}

function Blocker({ icon, action, children }: BlockerProps) {
  return (
    <div
      role="status"
      data-testid="composer-blocked"
      className="mx-auto flex w-full max-w-3xl flex-wrap items-center gap-x-3 gap-y-2 px-4 py-3 text-muted-foreground text-sm [&>svg]:size-4 [&>svg]:shrink-0"
    >
      {icon}
      <p className="min-w-48 flex-1 text-pretty">{children}</p>
      {action && (
        <Button size="sm" variant="outline" asChild>
          <Link href={action.href}>{action.text}</Link>
        </Button>
      )}
    </div>
  );
}
