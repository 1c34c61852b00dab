"use client";

import { CheckCheck, Flag, MoonStar, RotateCcw, Sun } from "lucide-react";
import { useTranslations } from "next-intl";
import { Button } from "#app/_ui/button.tsx";
import {
  DropdownMenu,
  DropdownMenuContent,
  DropdownMenuLabel,
  DropdownMenuRadioGroup,
  DropdownMenuRadioItem,
  DropdownMenuTrigger,
} from "#app/_ui/dropdown-menu.tsx";
import type { ChatView } from "#server/chats/schemas.ts";
import { useChatsAccess } from "../_components/chats-context.tsx";
import { SnoozeMenu } from "./snooze-menu.tsx";
import { useChatState } from "./use-chat-state.ts";

const priorities = ["urgent", "high", "low", "none"] as const satisfies ChatView["priority"][];
type Priority = ChatView["priority"];

/** Resolve, snooze and priority of a chat, for whoever works with chats. */
export function ChatActions({ chat }: { chat: ChatView }) {
  const t = useTranslations("teamwork.actions");
  const { mayWork } = useChatsAccess();
  const state = useChatState(chat);
  if (!mayWork) return null;
  const isSnoozed = chat.snoozedUntil !== null || chat.snoozedUntilReply;
  const isResolved = chat.state === "resolved";
  return (
    <div className="flex items-center gap-1.5" data-testid="chat-actions">
      <PriorityMenu priority={chat.priority} onChoose={state.prioritise} />
      {!isResolved &&
        (isSnoozed ? (
          <Button size="sm" variant="outline" onClick={state.wake} data-testid="wake" data-shortcut="snooze">
            <Sun aria-hidden />
            {t("wake")}
          </Button>
        ) : (
          <SnoozeMenu onChoose={state.snooze}>
            <Button size="sm" variant="outline" data-testid="snooze" data-shortcut="snooze">
              <MoonStar aria-hidden />
              <span className="@max-lg:sr-only">{t("snooze")}</span>
            </Button>
          </SnoozeMenu>
        ))}
      {isResolved ? (
        <Button
          size="sm"
          variant="outline"
          loading={state.isBusy}
          onClick={state.reopen}
          data-testid="reopen"
          data-shortcut="resolve"
        >
          <RotateCcw aria-hidden />
          {t("reopen")}
        </Button>
      ) : (
        <Button
          size="sm"
          variant="outline"
          loading={state.isBusy}
          onClick={state.resolve}
          data-testid="resolve"
          data-shortcut="resolve"
        >
          <CheckCheck aria-hidden />
          {t("resolve")}
        </Button>
      )}
    </div>
  );
}

function PriorityMenu({
  priority,
  onChoose,
}: {
  priority: Priority;
  onChoose: (priority: Priority) => void;
}) {
  const t = useTranslations("teamwork.actions");
  return (
    <DropdownMenu>
      <DropdownMenuTrigger asChild>
        <Button
          size="icon-sm"
          variant="ghost"
          aria-label={t("priorityOf", { priority: t(`priorities.${priority}`) })}
          title={t("priorityOf", { priority: t(`priorities.${priority}`) })}
          data-testid="priority"
        >
          <Flag aria-hidden />
        </Button>
      </DropdownMenuTrigger>
      <DropdownMenuContent align="end" className="w-48">
        <DropdownMenuLabel>{t("priority")}</DropdownMenuLabel>
        <DropdownMenuRadioGroup
          value={priority}
          onValueChange={(value) => onChoose(priorities.find((known) => known === value) ?? "none")}
        >
          {priorities.map((known) => (
            <DropdownMenuRadioItem key={known} value={known}>
              {t(`priorities.${known}`)}
            </DropdownMenuRadioItem>
          ))}
        </DropdownMenuRadioGroup>
      </DropdownMenuContent>
    </DropdownMenu>
  );
}
