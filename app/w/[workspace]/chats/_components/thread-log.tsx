"use client";

import { ArrowDown } from "lucide-react";
import { useFormatter, useTimeZone, useTranslations } from "next-intl";
import { Fragment, type RefObject, useEffect, useEffectEvent, useRef, useState } from "react";
import { Button } from "#app/_ui/button.tsx";
import { Skeleton } from "#app/_ui/skeleton.tsx";
import type { ChatView, MessageView } from "#server/chats/schemas.ts";
import { LoadError, Sentinel } from "../../_components/list-edge.tsx";
import { NoteBubble } from "../_teamwork/note-bubble.tsx";
import { nameOfChat, senderOf } from "../chat-person.ts";
import { groupThread, type ThreadItem } from "../group-thread.ts";
import { MessageRow } from "./message-row.tsx";
import { useUnreadLine } from "./use-mark-read.ts";
import type { useThread } from "./use-thread.ts";
import { useThreadScroll } from "./use-thread-scroll.ts";

interface ThreadLogProps {
  chat: ChatView;
  thread: ReturnType<typeof useThread>;
  /** The message that a search led to. */
  foundId: string | null;
  /** Tells whether the newest message is in sight. */
  onAtEnd: (isAtEnd: boolean) => void;
  /** Leaves the search's place for the newest message. */
  onNewest: () => void;
  /** Counts how often the composer wanted the end in view: for one's own message, say. */
  endAsked: number;
}

/** The messages of a chat, loaded. Made anew for each chat, and for each message that a search leads to. */
export function ThreadLog({ chat, thread, foundId, onAtEnd, onNewest, endAsked }: ThreadLogProps) {
  const t = useTranslations("chats.thread");
  const timeZone = useTimeZone() ?? "UTC";
  const scrollRef = useRef<HTMLDivElement>(null);
  const unreadLine = useUnreadLine(thread.firstUnreadId);
  const { messages } = thread.thread;
  const items = groupThread(thread.thread, { timeZone, firstUnreadId: unreadLine });
  const start = useStart(foundId, items);
  const scroll = useThreadScroll({
    ...{ scrollRef, start, isAtNewest: thread.isAtNewest },
    rows: items.map(({ key }) => key).join(),
    onAtEnd,
  });
  const toEnd = useEffectEvent(scroll.toEnd);
  useEffect(() => {
    if (endAsked > 0) toEnd();
  }, [endAsked]);
  const missed = useMissed(messages, scroll.isAtEnd);
  const toNewest = () => (thread.isAtNewest ? scroll.toEnd() : onNewest());

  return (
    <div className="relative min-h-0 flex-1">
      <div
        ref={scrollRef}
        role="log"
        // Read out below, one by one: what is loaded above is no news.
        aria-live="off"
        aria-label={t("label", { name: nameOfChat(chat) })}
        // biome-ignore lint/a11y/noNoninteractiveTabindex: a box that scrolls must be reachable by keyboard
        tabIndex={0}
        data-testid="thread"
        onScroll={scroll.onScroll}
        className="flex h-full flex-col-reverse overflow-y-auto overscroll-contain [overflow-anchor:none] focus-visible:-outline-offset-2"
      >
        <div className="grow" aria-hidden />
        <div className="mx-auto w-full max-w-3xl px-3 py-3 sm:px-4">
          <Older thread={thread} scrollRef={scrollRef} />
          {byDay(items).map(({ key, at, rows }) => (
            // A box for each day, whose end pushes its name out before the next one comes to stand there.
            <div key={key}>
              <Day at={at} />
              {rows.map((item) => (
                // Names of days stick to the top of the box, so that they are no marks to find one's place by.
                <div key={item.key} data-item={item.key}>
                  <Item item={item} chat={chat} foundId={foundId} />
                </div>
              ))}
            </div>
          ))}
          {thread.hasNewer && thread.mayLoad && !thread.edgeError && (
            <Sentinel key={items.length} scrollRef={scrollRef} onNear={thread.loadNewer} />
          )}
          {messages.length === 0 && !thread.hasOlder && (
            <p className="py-10 text-center text-muted-foreground text-xs">{t("empty")}</p>
          )}
        </div>
      </div>
      {(missed > 0 || !thread.isAtNewest || !scroll.isAtEnd) && (
        <Button
          size="sm"
          variant={missed > 0 ? "default" : "outline"}
          className="absolute inset-x-0 bottom-3 mx-auto w-fit rounded-full shadow-md"
          onClick={toNewest}
          data-testid="to-newest"
        >
          <ArrowDown aria-hidden />
          {missed > 0 ? t("newMessages", { count: missed }) : t("toNewest")}
        </Button>
      )}
      <Announcer chat={chat} messages={messages} />
    </div>
  );
}

/** Where the thread begins: decided once, when it is opened. */
function useStart(foundId: string | null, items: ThreadItem[]) {
  const [start] = useState(() => {
    if (foundId !== null) return { key: foundId, block: "center" as const };
    return items.some(({ kind }) => kind === "unread") ? { key: "unread", block: "start" as const } : null;
  });
  return start;
}

/** How many messages of the contact have come below since the reader was last at the end. */
function useMissed(messages: MessageView[], isAtEnd: boolean): number {
  const newest = messages.at(-1)?.id ?? null;
  const [seen, setSeen] = useState(newest);
  if (isAtEnd && seen !== newest) setSeen(newest);
  const index = messages.findIndex(({ id }) => id === seen);
  // What was seen may have gone with the pages that were let go.
  if (index < 0) return 0;
  return messages.slice(index + 1).filter(({ direction }) => direction === "inbound").length;
}

function Older({
  thread,
  scrollRef,
}: Pick<ThreadLogProps, "thread"> & { scrollRef: RefObject<HTMLDivElement | null> }) {
  const t = useTranslations("chats.thread");
  if (thread.edgeError) return <LoadError error={thread.edgeError} onRetry={thread.loadOlder} />;
  if (!thread.hasOlder) {
    return thread.thread.messages.length > 0 ? (
      <p className="pb-2 text-center text-muted-foreground text-xs">{t("beginning")}</p>
    ) : null;
  }
  const oldest = thread.thread.messages[0]?.id;
  return (
    <>
      {thread.mayLoad && <Sentinel key={oldest} scrollRef={scrollRef} onNear={thread.loadOlder} />}
      <BubbleSkeletons count={3} />
    </>
  );
}

type Row = Exclude<ThreadItem, { kind: "day" }>;

/** Each day with what stands under its name. */
function byDay(items: ThreadItem[]) {
  const days: { key: string; at: string; rows: Row[] }[] = [];
  for (const item of items) {
    if (item.kind === "day") days.push({ key: item.key, at: item.at, rows: [] });
    else days.at(-1)?.rows.push(item);
  }
  return days;
}

interface ItemProps {
  item: Row;
  chat: ChatView;
  foundId: string | null;
}

function Item({ item, chat, foundId }: ItemProps) {
  const t = useTranslations("chats.thread");
  switch (item.kind) {
    case "unread":
      return (
        <div data-testid="unread-line" className="flex items-center gap-3 pt-3 pb-1">
          <span aria-hidden className="h-px flex-1 bg-primary/40" />
          <span className="font-medium text-primary text-xs">{t("unread")}</span>
          <span aria-hidden className="h-px flex-1 bg-primary/40" />
        </div>
      );
    case "note":
      return <NoteBubble note={item.note} />;
    case "message":
      return <MessageRow item={item} chat={chat} isFound={item.message.id === foundId} />;
  }
}

function Day({ at }: { at: string }) {
  const format = useFormatter();
  const date = new Date(at);
  return (
    <h3 className="sticky top-1 z-10 mx-auto my-3 w-fit rounded-full border bg-background px-2.5 py-0.5 text-center font-medium text-2xs text-muted-foreground">
      {format.dateTime(date, { weekday: "long", day: "numeric", month: "long", year: "numeric" })}
    </h3>
  );
}

/** Says what arrives to whoever does not see it. */
function Announcer({ chat, messages }: { chat: ChatView; messages: MessageView[] }) {
  const t = useTranslations("chats.thread");
  const [known] = useState(() => new Set(messages.map(({ id }) => id)));
  const last = messages.at(-1);
  const isNews = last !== undefined && last.direction === "inbound" && !known.has(last.id);
  return (
    <p role="status" className="sr-only">
      {isNews && t("arrived", { name: senderOf(last) ?? nameOfChat(chat), text: last.text })}
    </p>
  );
}

/** Bubbles that are still being read. */
export function BubbleSkeletons({ count }: { count: number }) {
  return (
    <div aria-hidden className="grid gap-3 py-3">
      {Array.from({ length: count }, (_, index) => (
        // biome-ignore lint/suspicious/noArrayIndexKey: they are all alike and never move
        <Fragment key={index}>
          <Skeleton className="h-9 w-3/5 rounded-xl" />
          <Skeleton className="ms-auto h-9 w-2/5 rounded-xl" />
        </Fragment>
      ))}
    </div>
  );
}
