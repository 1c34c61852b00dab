"use client";

import { useVirtualizer } from "@tanstack/react-virtual";
import { ArrowUp } from "lucide-react";
import { useTranslations } from "next-intl";
import { type ReactNode, type RefObject, useEffect } from "react";
import { Button } from "#app/_ui/button.tsx";
import type { EventSummary } from "#server/inbox/view.ts";

/** A short list stays whole, so that the browser's own search finds everything in it. */
const virtualFrom = 100;
const estimatedRowPx = 41;
const overscanRows = 12;

interface EventListProps {
  rows: EventSummary[];
  renderRow: (event: EventSummary) => ReactNode;
  /** The event to keep in sight. */
  openId: string | null;
  scrollRef: RefObject<HTMLDivElement | null>;
  onScrolledChange: (isScrolled: boolean) => void;
  heldCount: number;
  onRelease: () => void;
  /** What stands below the last row. */
  children: ReactNode;
}

/** The list in its own scroll box; what arrives while somebody reads further down waits behind a pill. */
export function EventList({
  rows,
  renderRow,
  openId,
  scrollRef,
  onScrolledChange,
  heldCount,
  onRelease,
  children,
}: EventListProps) {
  const t = useTranslations("inbox");
  const virtualizer = useVirtualizer({
    count: rows.length,
    getScrollElement: () => scrollRef.current,
    estimateSize: () => estimatedRowPx,
    getItemKey: (index) => rows[index]?.id ?? index,
    overscan: overscanRows,
    enabled: rows.length > virtualFrom,
  });
  useKeepInSight(rows, openId, scrollRef, (index) => virtualizer.scrollToIndex(index));

  return (
    <div className="relative min-h-0 flex-1">
      {heldCount > 0 && (
        <Button
          size="sm"
          className="absolute inset-x-0 top-3 z-10 mx-auto w-fit rounded-full shadow-md"
          onClick={onRelease}
          data-testid="new-events"
        >
          <ArrowUp aria-hidden />
          {t("newEvents", { count: heldCount })}
        </Button>
      )}
      <div
        ref={scrollRef}
        className="@container h-full overflow-y-auto overscroll-contain [overflow-anchor:none]"
        onScroll={({ currentTarget }) => onScrolledChange(currentTarget.scrollTop > estimatedRowPx)}
      >
        {rows.length <= virtualFrom ? (
          <ul aria-label={t("listLabel")}>
            {rows.map((event) => (
              <li key={event.id}>{renderRow(event)}</li>
            ))}
          </ul>
        ) : (
          <ul aria-label={t("listLabel")} className="relative" style={{ height: virtualizer.getTotalSize() }}>
            {virtualizer.getVirtualItems().map(({ index, key, start }) => {
              const event = rows[index];
              return (
                event && (
                  <li
                    key={key}
                    ref={virtualizer.measureElement}
                    data-index={index}
                    aria-setsize={rows.length}
                    aria-posinset={index + 1}
                    className="absolute inset-x-0 top-0"
                    style={{ transform: `translateY(${start}px)` }}
                  >
                    {renderRow(event)}
                  </li>
                )
              );
            })}
          </ul>
        )}
        {children}
      </div>
    </div>
  );
}

/** Brings the open event's row into sight when another one is opened, not whenever the list moves. */
function useKeepInSight(
  rows: EventSummary[],
  openId: string | null,
  scrollRef: RefObject<HTMLDivElement | null>,
  scrollToIndex: (index: number) => void,
) {
  // biome-ignore lint/correctness/useExhaustiveDependencies: only another open event may move the list
  useEffect(() => {
    if (openId === null) return;
    const row = scrollRef.current?.querySelector(`[data-event-id="${openId}"]`);
    const index = rows.findIndex(({ id }) => id === openId);
    if (row) row.scrollIntoView({ block: "nearest" });
    else if (index >= 0) scrollToIndex(index);
  }, [openId]);
}
