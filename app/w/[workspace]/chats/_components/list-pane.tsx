"use client";

import { useQueryClient } from "@tanstack/react-query";
import { useTranslations } from "next-intl";
import { useQueryStates } from "nuqs";
import { type RefObject, useRef } from "react";
import { useTRPC } from "#app/_lib/trpc/client.tsx";
import type { ChatView, LabelChip } from "#server/chats/schemas.ts";
import { LoadError, Sentinel } from "../../_components/list-edge.tsx";
import { listParams, toListFilter } from "../search-params.ts";
import { ChatList } from "./chat-list.tsx";
import { ChatRow } from "./chat-row.tsx";
import { useChatsAccess } from "./chats-context.tsx";
import { EmptyChats } from "./empty-chats.tsx";
import { ListFilters } from "./list-filters.tsx";
import { ListTabs } from "./list-tabs.tsx";
import { NumberDown } from "./number-down.tsx";
import { ChatRowSkeletons } from "./row-skeletons.tsx";
import { ScheduledLink } from "./scheduled-link.tsx";
import { SearchField } from "./search-field.tsx";
import { SearchResults } from "./search-results.tsx";
import type { ChatList as Chats } from "./use-chat-list.ts";
import type { OpenChat } from "./use-open-chat.ts";

interface ListPaneProps {
  list: Chats;
  openChat: OpenChat;
  typed: string;
  onType: (typed: string) => void;
  searchRef: RefObject<HTMLInputElement | null>;
  labels: readonly LabelChip[];
}

/** The list with its tabs, filters and search. */
export function ListPane({ list, openChat, typed, onType, searchRef, labels }: ListPaneProps) {
  const t = useTranslations("chats");
  const { workspace } = useChatsAccess();
  const trpc = useTRPC();
  const queryClient = useQueryClient();
  const [params, setParams] = useQueryStates(listParams);
  const scrollRef = useRef<HTMLDivElement>(null);
  const paneRef = useRef<HTMLElement>(null);
  const change = (next: Partial<typeof params>) => void setParams(next);

  // What the reader points at is read before they click.
  const onNear = (chat: string) =>
    void queryClient.prefetchQuery(trpc.chats.thread.queryOptions({ workspace, chat }));
  const renderChat = (chat: ChatView) => (
    <ChatRow
      chat={chat}
      href={openChat.hrefOf(chat.id)}
      isOpen={chat.id === openChat.openId}
      onOpen={openChat.open}
      onNear={onNear}
    />
  );
  const isSearching = typed.trim() !== "";
  return (
    <section ref={paneRef} aria-label={t("listLabel")} className="flex min-h-0 flex-1 flex-col">
      <header className="grid gap-2 border-b px-3 py-2">
        <div className="flex h-7 items-center justify-between gap-2">
          <h1 className="font-semibold text-base">{t("title")}</h1>
          <span className="flex items-center">
            <ScheduledLink />
            <ListFilters params={params} labels={labels} onChange={change} />
          </span>
        </div>
        <SearchField
          value={typed}
          onChange={onType}
          inputRef={searchRef}
          onDown={() => paneRef.current?.querySelector<HTMLElement>("ul a[href]")?.focus()}
        />
        {!isSearching && <ListTabs params={params} onChange={(tab) => change({ tab })} />}
      </header>
      {isSearching && (
        <SearchResults typed={typed} numberId={params.number} openChat={openChat} renderChat={renderChat} />
      )}
      {/* Not gone while something is searched: the place that one scrolled to survives. */}
      <div className={isSearching ? "hidden" : "flex min-h-0 flex-1 flex-col"}>
        <NumberDown />
        {list.error && <LoadError error={list.error} onRetry={list.retry} isRetrying={list.isRetrying} />}
        <ChatList
          rows={list.rows}
          renderRow={renderChat}
          openId={openChat.openId}
          listKey={JSON.stringify(toListFilter(params))}
          scrollRef={scrollRef}
          isOld={list.isOld}
        >
          {list.isLoading && !list.error && <ChatRowSkeletons count={12} />}
          {!list.isLoading && !list.error && list.rows.length === 0 && !list.isOld && (
            <EmptyChats params={params} onChange={change} />
          )}
          {list.olderError && <LoadError error={list.olderError} onRetry={list.retry} />}
          {list.hasOlder && list.mayLoadOlder && !list.olderError && (
            <Sentinel key={list.rows.length} scrollRef={scrollRef} onNear={list.loadOlder} />
          )}
          {list.hasOlder && !list.olderError && <ChatRowSkeletons count={2} />}
        </ChatList>
      </div>
    </section>
  );
}
