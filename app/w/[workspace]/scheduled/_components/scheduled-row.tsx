"use client";

import Link from "next/link";
import { useTranslations } from "next-intl";
import { StatusBadge, type StatusTone } from "#app/_components/status.tsx";
import type { ScheduledView } from "#server/messages/later/schemas.ts";
import { ScheduledActions } from "../../_components/scheduled-actions.tsx";
import { ScheduledTime, ScheduledWords } from "../../_components/scheduled-words.tsx";
import { chatName } from "../../_lib/chat-name.ts";

const tones = {
  waiting: "info",
  sent: "success",
  cancelled: "neutral",
  failed: "danger",
} as const satisfies Record<ScheduledView["state"], StatusTone>;

const reasons = [
  "answered",
  "by_member",
  "number_not_working",
  "number_removed",
  "connection_missing",
  "author_left",
  "author_may_not",
  "missed",
  "read_only",
  "number_frozen",
] as const;

interface ScheduledRowProps {
  workspace: string;
  scheduled: ScheduledView;
  maySend: boolean;
}

/** One message with its chat, its time and what became of it. */
export function ScheduledRow({ workspace, scheduled, maySend }: ScheduledRowProps) {
  const t = useTranslations("composer.later");
  const { chat, numberName, state, reason, author, cancelOnReply } = scheduled;
  return (
    <div className="grid gap-1 px-4 py-3" data-testid="scheduled-row">
      <div className="flex flex-wrap items-center gap-x-3 gap-y-1">
        <Link
          href={`/w/${workspace}/chats/${chat.id}`}
          dir="auto"
          className="truncate font-medium text-sm leading-6 hover:underline"
        >
          {chat.name ?? chat.phone ?? chatName(chat.chatId)}
        </Link>
        <StatusBadge tone={tones[state]}>{t(`state.${state}`)}</StatusBadge>
        <span className="text-muted-foreground text-xs">
          <ScheduledTime scheduled={scheduled} />
        </span>
        {state === "waiting" && maySend && (
          <span className="ms-auto">
            <ScheduledActions workspace={workspace} scheduled={scheduled} />
          </span>
        )}
      </div>
      <p dir="auto" className="line-clamp-2 break-words text-sm">
        <ScheduledWords scheduled={scheduled} />
      </p>
      <p className="text-muted-foreground text-xs">
        <span dir="auto">{numberName}</span>
        {author && <span dir="auto"> · {author.name ?? author.email}</span>}
        {state === "waiting" && cancelOnReply && <span> · {t("unlessReply")}</span>}
        {reason !== null && (
          <span>
            {" · "}
            <Reason reason={reason} />
          </span>
        )}
      </p>
    </div>
  );
}

function Reason({ reason }: { reason: string }) {
  const t = useTranslations("composer.later.reason");
  const known = reasons.find((one) => one === reason);
  return known ? t(known) : t("unknown", { reason });
}
