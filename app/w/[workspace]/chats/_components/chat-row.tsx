"use client";

import { Moon } from "lucide-react";
import { useTranslations } from "next-intl";
import type { MouseEvent } from "react";
import { Avatar } from "#app/_ui/avatar.tsx";
import { cn } from "#app/_ui/cn.ts";
import type { ChatView } from "#server/chats/schemas.ts";
import { LabelChips } from "../../_components/label-chips.tsx";
import { nameOfChat } from "../chat-person.ts";
import { ChatAvatar } from "./chat-avatar.tsx";
import { NumberDot } from "./number-dot.tsx";
import { PriorityMark } from "./priority-mark.tsx";
import { ShortTime, Waiting } from "./short-time.tsx";
import { Snippet } from "./snippet.tsx";

/** Every row is as high, so that a list of any length knows where each one stands. */
export const chatRowPx = 76;

interface ChatRowProps {
  chat: ChatView;
  href: string;
  isOpen: boolean;
  onOpen: (id: string) => void;
  /** Called when somebody is about to open it. */
  onNear: (id: string) => void;
}

/** A chat in the list. The link also opens in a tab of its own. */
export function ChatRow({ chat, href, isOpen, onOpen, onNear }: ChatRowProps) {
  const isUnread = chat.unread > 0;

  function open(click: MouseEvent) {
    if (click.metaKey || click.ctrlKey || click.shiftKey) return;
    click.preventDefault();
    onOpen(chat.id);
  }

  return (
    <a
      href={href}
      onClick={open}
      onPointerEnter={() => onNear(chat.id)}
      onFocus={() => onNear(chat.id)}
      aria-current={isOpen ? "true" : undefined}
      data-testid="chat-row"
      data-chat-id={chat.id}
      data-unread={chat.unread}
      className={cn(
        "grid h-19 grid-cols-[2.25rem_minmax(0,1fr)] items-center gap-x-2.5 border-b px-3 text-sm transition-colors hover:bg-muted/60 focus-visible:-outline-offset-2",
        "aria-[current]:bg-accent aria-[current]:shadow-[inset_2px_0_0_var(--primary)] rtl:aria-[current]:shadow-[inset_-2px_0_0_var(--primary)]",
      )}
    >
      <ChatAvatar chat={chat} />
      <div className="grid min-w-0 grid-cols-[minmax(0,1fr)] gap-0.5">
        <div className="flex items-baseline gap-2">
          <span dir="auto" className={cn("min-w-0 truncate", isUnread ? "font-semibold" : "font-medium")}>
            {nameOfChat(chat)}
          </span>
          <span className="self-center">
            <PriorityMark priority={chat.priority} />
          </span>
          <ShortTime
            at={chat.lastMessageAt}
            className={cn(
              "ms-auto shrink-0 text-2xs",
              isUnread ? "font-medium text-primary" : "text-muted-foreground",
            )}
          />
        </div>
        <div className="flex items-center gap-2">
          <p
            className={cn(
              "min-w-0 flex-1 truncate text-xs leading-5",
              isUnread ? "text-foreground" : "text-muted-foreground",
            )}
          >
            <Snippet chat={chat} />
          </p>
          <Unread count={chat.unread} />
        </div>
        <RowFacts chat={chat} />
      </div>
    </a>
  );
}

function Unread({ count }: { count: number }) {
  const t = useTranslations("chats.row");
  if (count === 0) return null;
  return (
    <span
      data-testid="unread"
      className="grid h-4.5 min-w-4.5 shrink-0 place-items-center rounded-full bg-primary px-1 font-semibold text-2xs text-primary-foreground"
    >
      <span aria-hidden>{count > 99 ? "99+" : count}</span>
      <span className="sr-only">{t("unread", { count })}</span>
    </span>
  );
}

/** The third line: which number, how long the contact waits, labels, and who takes care of it. */
function RowFacts({ chat }: { chat: ChatView }) {
  const t = useTranslations("chats.row");
  const { assignee } = chat;
  const isSnoozed = chat.snoozedUntil !== null || chat.snoozedUntilReply;
  const assigneeName = assignee && (assignee.name ?? assignee.email);
  return (
    <div className="flex h-5 items-center gap-1.5 overflow-hidden text-2xs text-muted-foreground">
      <NumberDot numberId={chat.numberId} />
      <span dir="auto" className="min-w-8 truncate">
        {chat.numberName || t("unnamedNumber")}
      </span>
      {chat.waitingSince !== null && (
        <Waiting since={chat.waitingSince} className="shrink-0 whitespace-nowrap font-medium text-warning" />
      )}
      {isSnoozed && <Moon aria-label={t("snoozed")} className="size-3 shrink-0" />}
      <LabelChips labels={chat.labels} max={chat.waitingSince === null ? 2 : 1} />
      {assigneeName && (
        <span className="ms-auto inline-flex shrink-0" title={t("assignedTo", { name: assigneeName })}>
          <Avatar name={assigneeName} size="sm" />
          <span className="sr-only">{t("assignedTo", { name: assigneeName })}</span>
        </span>
      )}
    </div>
  );
}
