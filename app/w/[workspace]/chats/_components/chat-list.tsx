"use client";

import { useVirtualizer } from "@tanstack/react-virtual";
import { useTranslations } from "next-intl";
import { type ReactNode, type RefObject, useCallback, useEffect, useMemo } from "react";
import type { ChatView } from "#server/chats/schemas.ts";
import { chatRowPx } from "./chat-row.tsx";
import { useKeptPlace } from "./use-kept-place.ts";

/** A short list stays whole, so that the browser's own search finds everything in it. */
const virtualFrom = 100;
const overscanRows = 10;

interface ChatListProps {
  rows: ChatView[];
  renderRow: (chat: ChatView) => ReactNode;
  /** The chat to keep in sight. */
  openId: string | null;
  /** Names the filter. */
  listKey: string;
  scrollRef: RefObject<HTMLDivElement | null>;
  isOld: boolean;
  /** What stands below the last row. */
  children: ReactNode;
}

/** The rows in their own scroll box. */
export function ChatList({ rows, renderRow, openId, listKey, scrollRef, isOld, children }: ChatListProps) {
  const t = useTranslations("chats");
  const ids = useMemo(() => rows.map(({ id }) => id), [rows]);
  // Another function would have every row of the list measured anew, at each step of scrolling.
  const getItemKey = useCallback((index: number) => ids[index] ?? index, [ids]);
  const virtualizer = useVirtualizer({
    count: rows.length,
    getScrollElement: () => scrollRef.current,
    estimateSize: () => chatRowPx,
    getItemKey,
    overscan: overscanRows,
    enabled: rows.length > virtualFrom,
  });
  const kept = useKeptPlace({ ids, listKey, rowPx: chatRowPx, scrollRef });
  useKeepInSight(rows, openId, scrollRef);

  return (
    <div
      ref={scrollRef}
      className="min-h-0 flex-1 overflow-y-auto overscroll-contain transition-opacity [overflow-anchor:none] aria-busy:opacity-60"
      aria-busy={isOld || undefined}
      {...kept}
    >
      {rows.length <= virtualFrom ? (
        <ul aria-label={t("listLabel")}>
          {rows.map((chat) => (
            <li key={chat.id}>{renderRow(chat)}</li>
          ))}
        </ul>
      ) : (
        <ul aria-label={t("listLabel")} className="relative" style={{ height: virtualizer.getTotalSize() }}>
          {virtualizer.getVirtualItems().map(({ index, key, start }) => {
            const chat = rows[index];
            return (
              chat && (
                <li
                  key={key}
                  aria-setsize={rows.length}
                  aria-posinset={index + 1}
                  className="absolute inset-x-0 top-0"
                  style={{ transform: `translateY(${start}px)` }}
                >
                  {renderRow(chat)}
                </li>
              )
            );
          })}
        </ul>
      )}
      {children}
    </div>
  );
}

/** Brings the open chat's row into sight when another one is opened, not whenever the list moves. */
function useKeepInSight(
  rows: ChatView[],
  openId: string | null,
  scrollRef: RefObject<HTMLDivElement | null>,
) {
  // biome-ignore lint/correctness/useExhaustiveDependencies: only another open chat may move the list
  useEffect(() => {
    const box = scrollRef.current;
    const index = rows.findIndex(({ id }) => id === openId);
    if (!box || index < 0) return;
    const top = index * chatRowPx;
    if (top < box.scrollTop) box.scrollTop = top;
    else if (top + chatRowPx > box.scrollTop + box.clientHeight) {
      box.scrollTop = top + chatRowPx - box.clientHeight;
    }
  }, [openId]);
}
