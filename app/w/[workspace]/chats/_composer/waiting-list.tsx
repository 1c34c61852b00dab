"use client";

import { useQuery } from "@tanstack/react-query";
import { Clock } from "lucide-react";
import { useTranslations } from "next-intl";
import { useTRPC } from "#app/_lib/trpc/client.tsx";
import type { ChatView } from "#server/chats/schemas.ts";
import type { ScheduledView } from "#server/messages/later/schemas.ts";
import { ScheduledActions } from "../../_components/scheduled-actions.tsx";
import { ScheduledTime, ScheduledWords } from "../../_components/scheduled-words.tsx";
import { useChatsAccess } from "../_components/chats-context.tsx";

/** What waits for its time in this chat, so that nobody writes it again meanwhile. */
export function WaitingList({ chat }: { chat: ChatView }) {
  const t = useTranslations("composer.later");
  const { workspace } = useChatsAccess();
  const trpc = useTRPC();
  const { data } = useQuery(trpc.scheduled.list.queryOptions({ workspace, chat: chat.id }));
  if (!data || data.scheduled.length === 0) return null;
  return (
    <details className="group border-b px-3 py-1.5 sm:px-4" data-testid="waiting-list">
      <summary className="mx-auto flex min-h-6 w-full max-w-3xl cursor-pointer items-center gap-2 text-muted-foreground text-xs">
        <Clock aria-hidden className="size-3.5 shrink-0" />
        {t("waiting", { count: data.scheduled.length })}
      </summary>
      <ul className="mx-auto grid max-h-48 w-full max-w-3xl gap-1 overflow-y-auto py-1">
        {data.scheduled.map((scheduled) => (
          <WaitingRow key={scheduled.id} scheduled={scheduled} />
        ))}
      </ul>
    </details>
  );
}

function WaitingRow({ scheduled }: { scheduled: ScheduledView }) {
  const t = useTranslations("composer.later");
  const { workspace, sending } = useChatsAccess();
  const { author, cancelOnReply } = scheduled;
  return (
    <li className="flex flex-wrap items-center gap-x-3 gap-y-1 text-sm">
      <span className="grid min-w-0 flex-1">
        <span dir="auto" className="truncate">
          <ScheduledWords scheduled={scheduled} />
        </span>
        <span className="text-muted-foreground text-xs">
          <ScheduledTime scheduled={scheduled} />
          {author && <span dir="auto"> · {author.name ?? author.email}</span>}
          {cancelOnReply && <span> · {t("unlessReply")}</span>}
        </span>
      </span>
      {sending.mayManage && <ScheduledActions workspace={workspace} scheduled={scheduled} />}
    </li>
  );
}
