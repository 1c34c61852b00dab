"use client";

import { useVirtualizer } from "@tanstack/react-virtual";
import { type ReactNode, useRef } from "react";
import { useIsLive } from "#app/_lib/of-browser.ts";
import { cn } from "#app/_ui/cn.ts";

/** A short list stays whole, so that the browser's own search finds everything in it. */
const virtualFrom = 100;
const overscanRows = 12;

interface VirtualListProps<Row> {
  rows: readonly Row[];
  keyOf: (row: Row) => string;
  renderRow: (row: Row) => ReactNode;
  label: string;
  estimatedRowPx: number;
  /** What stands below the last row. */
  children?: ReactNode;
  className?: string;
}

/** A list that scrolls in a box of its own once it is long, and then draws only what is in sight. */
export function VirtualList<Row>({ children, className, ...list }: VirtualListProps<Row>) {
  if (list.rows.length > virtualFrom) {
    return (
      <LongList {...list} {...(className ? { className } : {})}>
        {children}
      </LongList>
    );
  }
  return (
    <div className={className}>
      <ul aria-label={list.label} className="divide-y">
        {list.rows.map((row) => (
          <li key={list.keyOf(row)}>{list.renderRow(row)}</li>
        ))}
      </ul>
      {children}
    </div>
  );
}

function LongList<Row>({
  rows,
  keyOf,
  renderRow,
  label,
  estimatedRowPx,
  children,
  className,
}: VirtualListProps<Row>) {
  const scrollRef = useRef<HTMLDivElement>(null);
  const virtualizer = useVirtualizer({
    count: rows.length,
    getScrollElement: () => scrollRef.current,
    estimateSize: () => estimatedRowPx,
    getItemKey: (index) => (rows[index] === undefined ? index : keyOf(rows[index])),
    overscan: overscanRows,
  });
  const isLive = useIsLive();
  return (
    <div ref={scrollRef} className={cn("max-h-[70dvh] overflow-y-auto overscroll-contain", className)}>
      <ul
        aria-label={label}
        className="relative"
        // The page's policy allows no styles that come from the server.
        {...(isLive && { style: { height: virtualizer.getTotalSize() } })}
      >
        {virtualizer.getVirtualItems().map(({ index, key, start }) => {
          const row = rows[index];
          return (
            row !== undefined && (
              <li
                key={key}
                ref={virtualizer.measureElement}
                data-index={index}
                aria-setsize={rows.length}
                aria-posinset={index + 1}
                className="absolute inset-x-0 top-0 border-b"
                style={{ transform: `translateY(${start}px)` }}
              >
                {renderRow(row)}
              </li>
            )
          );
        })}
      </ul>
      {children}
    </div>
  );
}
