"use client";

import { SearchX } from "lucide-react";
import { useTranslations } from "next-intl";
import { type MouseEvent, type ReactNode, useRef } from "react";
import { EmptyState } from "#app/_components/empty-state.tsx";
import type { ChatView, SearchHit } from "#server/chats/schemas.ts";
import { LoadError, Sentinel } from "../../_components/list-edge.tsx";
import { nameOfChat, senderOf } from "../chat-person.ts";
import { excerptParts } from "../text-parts.ts";
import { ChatAvatar } from "./chat-avatar.tsx";
import { ChatRowSkeletons } from "./row-skeletons.tsx";
import { ShortTime } from "./short-time.tsx";
import { minQuery, useChatSearch } from "./use-chat-search.ts";
import type { OpenChat } from "./use-open-chat.ts";

interface SearchResultsProps {
  typed: string;
  numberId: string | null;
  openChat: OpenChat;
  renderChat: (chat: ChatView) => ReactNode;
}

/** Chats with these words first, then messages; each message opens its chat at itself. */
export function SearchResults({ typed, numberId, openChat, renderChat }: SearchResultsProps) {
  const t = useTranslations("chats.search");
  const scrollRef = useRef<HTMLDivElement>(null);
  const search = useChatSearch(typed, numberId);
  const { chats, hits, error } = search;
  if (typed.trim().length < minQuery) {
    return <p className="px-4 py-6 text-center text-muted-foreground text-xs">{t("tooShort")}</p>;
  }
  const isEmpty = !search.isLoading && !search.isOld && chats.length === 0 && hits.length === 0;
  return (
    <div
      ref={scrollRef}
      data-testid="search-results"
      data-query={search.query}
      aria-busy={search.isOld || undefined}
      className="min-h-0 flex-1 overflow-y-auto overscroll-contain transition-opacity aria-busy:opacity-60"
    >
      <p role="status" className="sr-only">
        {search.isLoading || search.isOld ? "" : t("found", { chats: chats.length, messages: hits.length })}
      </p>
      {error && <LoadError error={error} onRetry={search.retry} />}
      {search.isLoading && !error && <ChatRowSkeletons count={6} />}
      {isEmpty && !error && (
        <EmptyState
          className="border-none px-4"
          icon={<SearchX />}
          title={t("nothingTitle")}
          text={t("nothingText")}
        />
      )}
      {chats.length > 0 && (
        <Section title={t("chats")}>
          {chats.map((chat) => (
            <li key={chat.id}>{renderChat(chat)}</li>
          ))}
        </Section>
      )}
      {hits.length > 0 && (
        <Section title={t("messages")}>
          {hits.map((hit) => (
            <li key={hit.message.id}>
              <Hit hit={hit} openChat={openChat} />
            </li>
          ))}
        </Section>
      )}
      {search.hasMore && search.mayLoadMore && <Sentinel scrollRef={scrollRef} onNear={search.loadMore} />}
      {search.hasMore && <ChatRowSkeletons count={2} />}
    </div>
  );
}

function Section({ title, children }: { title: string; children: ReactNode }) {
  return (
    <section aria-label={title}>
      <h2 className="border-b bg-muted/50 px-3 py-1 font-medium text-2xs text-muted-foreground">{title}</h2>
      <ul>{children}</ul>
    </section>
  );
}

function Hit({ hit: { chat, message, excerpt }, openChat }: { hit: SearchHit; openChat: OpenChat }) {
  const t = useTranslations("chats.row");
  const isOpen = openChat.openId === chat.id && openChat.messageId === message.id;
  const sender = chat.kind === "group" ? senderOf(message) : null;
  function open(click: MouseEvent) {
    if (click.metaKey || click.ctrlKey || click.shiftKey) return;
    click.preventDefault();
    openChat.open(chat.id, message.id);
  }
  return (
    <a
      href={openChat.hrefOf(chat.id, message.id)}
      onClick={open}
      aria-current={isOpen ? "true" : undefined}
      data-testid="search-hit"
      className="grid grid-cols-[2.25rem_minmax(0,1fr)] gap-x-2.5 border-b px-3 py-2 text-sm transition-colors hover:bg-muted/60 focus-visible:-outline-offset-2 aria-[current]:bg-accent"
    >
      <ChatAvatar chat={chat} />
      <div className="grid min-w-0 grid-cols-[minmax(0,1fr)] gap-0.5">
        <div className="flex items-baseline gap-2">
          <span dir="auto" className="min-w-0 truncate font-medium">
            {nameOfChat(chat)}
          </span>
          <ShortTime at={message.happenedAt} className="ms-auto shrink-0 text-2xs text-muted-foreground" />
        </div>
        <p dir="auto" className="line-clamp-2 text-muted-foreground text-xs [overflow-wrap:anywhere]">
          {message.direction === "outbound" && <span className="sr-only">{t("ours")}</span>}
          {sender && <span>{`${sender}: `}</span>}
          <Excerpt excerpt={excerpt} />
        </p>
      </div>
    </a>
  );
}

function Excerpt({ excerpt }: { excerpt: string }) {
  return excerptParts(excerpt).map(({ text, isHit }, index) =>
    isHit ? (
      // biome-ignore lint/suspicious/noArrayIndexKey: the parts of one text never move
      <mark key={index} className="rounded-xs bg-warning-subtle font-medium text-foreground">
        {text}
      </mark>
    ) : (
      text
    ),
  );
}
