"use client";

import { MessagesSquare } from "lucide-react";
import { useTranslations } from "next-intl";
import { useQueryStates } from "nuqs";
import { useEffect, useMemo, useRef, useState } from "react";
import { cn } from "#app/_ui/cn.ts";
import { Kbd } from "#app/_ui/kbd.tsx";
import { type ChatView, chatTabs, type LabelChip } from "#server/chats/schemas.ts";
import { listParams, toListFilter } from "../search-params.ts";
import { type ChatsAccess, ChatsProvider } from "./chats-context.tsx";
import { ListPane } from "./list-pane.tsx";
import { ThreadPane } from "./thread-pane.tsx";
import { useChatList } from "./use-chat-list.ts";
import { pressControl, useChatsKeys } from "./use-chats-keys.ts";
import { useOpenChat } from "./use-open-chat.ts";

/** The list, which stays while threads change, and the open chat beside it (in its place on a phone). */
export function ChatsScreen({ access }: { access: ChatsAccess }) {
  return (
    <ChatsProvider access={access}>
      <Panes />
    </ChatsProvider>
  );
}

function Panes() {
  const [params, setParams] = useQueryStates(listParams);
  const list = useChatList(toListFilter(params));
  const openChat = useOpenChat();
  const { openId } = openChat;
  const [typed, setTyped] = useState("");
  const searchRef = useRef<HTMLInputElement>(null);
  const labels = useKnownLabels(list.rows);
  const step = useStep(list.rows, openChat);
  const moveTab = (by: number) => {
    const tab = chatTabs[chatTabs.indexOf(params.tab) + by];
    if (tab) void setParams({ tab });
  };
  useChatsKeys({
    next: () => step(1),
    previous: () => step(-1),
    close: openChat.close,
    search: () => searchRef.current?.focus(),
    previousTab: () => moveTab(-1),
    nextTab: () => moveTab(1),
    ...(openId !== null && {
      resolve: () => pressControl("resolve"),
      snooze: () => pressControl("snooze"),
      assign: () => pressControl("assign"),
      labels: () => pressControl("labels"),
    }),
  });

  return (
    <div data-fills-window className="flex min-h-0 flex-1">
      <div
        className={cn(
          "flex min-h-0 min-w-0 flex-1 flex-col md:w-80 md:flex-none md:border-e lg:w-88",
          openId !== null && "max-md:hidden",
        )}
      >
        <ListPane
          list={list}
          openChat={openChat}
          typed={typed}
          onType={setTyped}
          searchRef={searchRef}
          labels={labels}
        />
      </div>
      <div className={cn("flex min-h-0 min-w-0 flex-1", openId === null && "max-md:hidden")}>
        {openId === null ? (
          list.rows.length > 0 && <NothingOpen />
        ) : (
          <ThreadPane
            key={openId}
            chatId={openId}
            foundId={openChat.messageId}
            known={list.rows.find(({ id }) => id === openId)}
            openChat={openChat}
          />
        )}
      </div>
    </div>
  );
}

/** Labels that were seen on chats: those that a filter can find something by. */
function useKnownLabels(rows: ChatView[]): LabelChip[] {
  return useMemo(() => {
    const known = new Map<string, LabelChip>();
    for (const chat of rows) for (const label of chat.labels) known.set(label.id, label);
    return [...known.values()].sort((a, b) => a.name.localeCompare(b.name));
  }, [rows]);
}

/**
 * Gives a function that goes up or down the list. An open chat gives way to its neighbour, also when it has left the
 * list meanwhile, because it was resolved, say; with none open the focus moves, and Enter opens.
 */
function useStep(rows: ChatView[], { openId, open }: ReturnType<typeof useOpenChat>): (by: 1 | -1) => void {
  const lastPlace = useRef(0);
  const place = useMemo(() => rows.findIndex(({ id }) => id === openId), [rows, openId]);
  useEffect(() => {
    if (place >= 0) lastPlace.current = place;
  }, [place]);
  return (by) => {
    if (openId !== null) {
      // What stood below has moved into the place of the one that left.
      const next = rows[place >= 0 ? place + by : lastPlace.current + (by === 1 ? 0 : -1)];
      if (next) open(next.id);
      return;
    }
    const focused = document.activeElement?.closest("[data-chat-id]")?.getAttribute("data-chat-id");
    const next = rows[Math.max(0, rows.findIndex(({ id }) => id === focused) + by)];
    document.querySelector<HTMLElement>(`[data-testid="chat-row"][data-chat-id="${next?.id}"]`)?.focus();
  };
}

function NothingOpen() {
  const t = useTranslations("chats.nothingOpen");
  const hints = [
    { keys: ["j", "k"], text: t("move") },
    { keys: ["/"], text: t("search") },
    { keys: ["[", "]"], text: t("tabs") },
  ];
  return (
    <div className="grid flex-1 place-items-center p-6">
      <div className="grid justify-items-center gap-4 text-center text-muted-foreground text-sm">
        <MessagesSquare aria-hidden className="size-8 opacity-60" />
        <p>{t("text")}</p>
        <ul className="hidden gap-2 text-xs lg:grid">
          {hints.map(({ keys, text }) => (
            <li key={text} className="flex items-center gap-1.5">
              {keys.map((key) => (
                <Kbd key={key}>{key}</Kbd>
              ))}
              {text}
            </li>
          ))}
        </ul>
      </div>
    </div>
  );
}
