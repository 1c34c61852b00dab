"use client";

import { ArrowLeft, MailOpen, PanelRight } from "lucide-react";
import { useTranslations } from "next-intl";
import { Button } from "#app/_ui/button.tsx";
import type { ChatView } from "#server/chats/schemas.ts";
import { AssigneePicker } from "../../_components/assignee-picker.tsx";
import { ChatLabelPicker } from "../_labels/chat-label-picker.tsx";
import { ChatActions } from "../_teamwork/chat-actions.tsx";
import { PresenceLine } from "../_teamwork/presence-line.tsx";
import { nameOfChat } from "../chat-person.ts";
import { ChatAvatar } from "./chat-avatar.tsx";
import { useChatsAccess } from "./chats-context.tsx";
import { NumberDot } from "./number-dot.tsx";
import { PriorityMark } from "./priority-mark.tsx";
import { Waiting } from "./short-time.tsx";
import { usePatchChat } from "./use-patch-chat.ts";

interface ThreadHeaderProps {
  chat: ChatView;
  onClose: () => void;
  onMarkUnread: () => void;
  areDetailsOpen: boolean;
  onToggleDetails: () => void;
}

/** Whom one writes with and through which number, who takes care of it, and what can be done with the chat. */
export function ThreadHeader({
  chat,
  onClose,
  onMarkUnread,
  areDetailsOpen,
  onToggleDetails,
}: ThreadHeaderProps) {
  const t = useTranslations("chats.header");
  const tRow = useTranslations("chats.row");
  const { workspace, mayAssign } = useChatsAccess();
  const patch = usePatchChat();
  return (
    <header className="@container border-b">
      <div className="flex flex-wrap items-center gap-x-2 gap-y-1.5 px-2 py-2 sm:px-4">
        <Button
          variant="ghost"
          size="icon"
          className="md:hidden"
          aria-label={t("back")}
          onClick={onClose}
          data-testid="back"
        >
          <ArrowLeft aria-hidden className="rtl:rotate-180" />
        </Button>
        <ChatAvatar chat={chat} />
        <div className="min-w-28 flex-1 basis-40">
          <h2 className="flex items-center gap-1.5 font-semibold text-[0.9375rem] leading-5">
            <span dir="auto" className="truncate" data-testid="chat-name">
              {nameOfChat(chat)}
            </span>
            <PriorityMark priority={chat.priority} />
          </h2>
          <div className="flex items-center gap-x-1.5 overflow-hidden text-muted-foreground text-xs @max-2xl:flex-wrap">
            <NumberDot numberId={chat.numberId} />
            <span dir="auto" className="truncate">
              {chat.numberName || tRow("unnamedNumber")}
            </span>
            {chat.waitingSince !== null && (
              <Waiting since={chat.waitingSince} className="shrink-0 font-medium text-warning" />
            )}
            <PresenceLine chat={chat} className="@2xl:ms-1 @max-md:basis-full" />
          </div>
        </div>
        <div className="flex min-w-0 items-center gap-1.5 empty:hidden @max-2xl:order-last @max-2xl:w-full">
          {mayAssign ? (
            <AssigneePicker
              workspace={workspace}
              target={{ chat: chat.id }}
              assignee={chat.assignee}
              mayAssign
              onAssign={(assignee) => patch(chat.id, { assignee })}
              className="max-w-44"
            />
          ) : (
            chat.assignee && (
              <span dir="auto" className="truncate px-1 text-muted-foreground text-sm">
                {tRow("assignedTo", { name: chat.assignee.name ?? chat.assignee.email })}
              </span>
            )
          )}
          <ChatLabelPicker chat={chat} />
          <ChatActions chat={chat} />
        </div>
        <Button
          variant="ghost"
          size="icon"
          aria-label={t("markUnread")}
          title={t("markUnreadKey")}
          onClick={onMarkUnread}
          data-testid="mark-unread"
        >
          <MailOpen aria-hidden />
        </Button>
        <Button
          variant="ghost"
          size="icon"
          aria-label={t("details")}
          title={t("details")}
          aria-pressed={areDetailsOpen}
          onClick={onToggleDetails}
          data-testid="details-toggle"
          className="aria-pressed:min-[85rem]:bg-accent"
        >
          <PanelRight aria-hidden className="rtl:-scale-x-100" />
        </Button>
      </div>
    </header>
  );
}
