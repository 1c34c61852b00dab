"use client";

import { useQuery } from "@tanstack/react-query";
import { Cable, CheckCheck, ExternalLink, FilterX, MessagesSquare, QrCode } from "lucide-react";
import Link from "next/link";
import { useTranslations } from "next-intl";
import type { ReactNode } from "react";
import { EmptyState } from "#app/_components/empty-state.tsx";
import { useRoleNames } from "#app/_lib/errors/use-role-names.ts";
import { useTRPC } from "#app/_lib/trpc/client.tsx";
import { Button } from "#app/_ui/button.tsx";
import type { Access } from "../../_lib/access.ts";
import { isNarrowed, type ListParams, noNarrowing } from "../search-params.ts";
import { useChatsAccess, useNumbers } from "./chats-context.tsx";
import { ChatRowSkeletons } from "./row-skeletons.tsx";

interface EmptyChatsProps {
  params: ListParams;
  onChange: (change: Partial<ListParams>) => void;
}

/** Why the list is empty, and the one thing to do about it. */
export function EmptyChats({ params, onChange }: EmptyChatsProps) {
  const t = useTranslations("chats.empty");
  const { workspace } = useChatsAccess();
  const trpc = useTRPC();
  const { data: counts } = useQuery(trpc.chats.counts.queryOptions({ workspace }));
  const clear = (change: Partial<ListParams>, label: string) => (
    <Button variant="outline" onClick={() => onChange(change)}>
      {label}
    </Button>
  );
  if (isNarrowed(params)) {
    return (
      <EmptyState
        className="border-none px-4"
        icon={<FilterX />}
        title={t("filteredTitle")}
        text={t("filteredText")}
        action={clear(noNarrowing, t("clear"))}
      />
    );
  }
  const isNothingElse = counts?.all.chats === 0;
  if (params.shelf !== "open" || (params.tab !== "all" && !isNothingElse)) {
    const key = params.shelf === "open" ? params.tab : params.shelf;
    return (
      <EmptyState
        className="border-none px-4"
        icon={<CheckCheck />}
        title={t(`${key}Title`)}
        text={t(`${key}Text`)}
        action={clear({ tab: "all", shelf: "open" }, t("showAll"))}
      />
    );
  }
  return <Blocker />;
}

/** Nothing at all: what is missing before a chat can come. */
function Blocker() {
  const t = useTranslations("chats.empty");
  const { workspace, connecting, pairing } = useChatsAccess();
  const trpc = useTRPC();
  const numbers = useNumbers();
  const connection = useQuery(trpc.connection.get.queryOptions({ workspace }));
  if (connection.isPending) return <ChatRowSkeletons count={4} />;
  if (!connection.data) {
    return (
      <Blocked
        icon={<Cable />}
        topic="connect"
        access={connecting}
        href="settings/connection"
        action={t("connect")}
      />
    );
  }
  const working = numbers.find(({ status }) => status === "working");
  const first = numbers[0];
  if (!working && !first)
    return <Blocked icon={<QrCode />} topic="pair" access={pairing} href="numbers" action={t("addNumber")} />;
  if (!working && first)
    return (
      <Blocked
        icon={<QrCode />}
        topic="down"
        access={pairing}
        href={`numbers/${first.id}/pair`}
        action={t("pairAgain")}
      />
    );
  return <Listening phone={working?.phoneNumber ?? null} isSandbox={connection.data.isSandbox} />;
}

interface BlockedProps {
  icon: ReactNode;
  topic: "connect" | "pair" | "down";
  access: Access;
  href: string;
  action: string;
}

function Blocked({ icon, topic, access, href, action }: BlockedProps) {
  const t = useTranslations("chats.empty");
  const { workspace } = useChatsAccess();
  const roleNames = useRoleNames();
  return (
    <EmptyState
      className="border-none px-4"
      icon={icon}
      title={t(`${topic}Title`)}
      text={access.mayManage ? t(`${topic}Text`) : t(`${topic}Ask`, { roles: roleNames(access.managers) })}
      action={
        access.mayManage && (
          <Button asChild>
            <Link href={`/w/${workspace}/${href}`}>{action}</Link>
          </Button>
        )
      }
    />
  );
}

function Listening({ phone, isSandbox }: { phone: string | null; isSandbox: boolean }) {
  const t = useTranslations("chats.empty");
  const { workspace } = useChatsAccess();
  const trpc = useTRPC();
  const options = useQuery({ ...trpc.connection.options.queryOptions({ workspace }), enabled: isSandbox });
  const sandboxUrl = options.data?.sandboxUrl;
  return (
    <EmptyState
      className="border-none px-4"
      icon={<MessagesSquare />}
      title={t("listeningTitle")}
      text={phone === null ? t("listeningText") : t("listeningPhone", { phone })}
      action={
        sandboxUrl && (
          <Button variant="outline" asChild>
            <a href={sandboxUrl} target="_blank" rel="noreferrer">
              <ExternalLink aria-hidden />
              {t("openSandbox")}
            </a>
          </Button>
        )
      }
    />
  );
}
