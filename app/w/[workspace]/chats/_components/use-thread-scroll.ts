"use client";

import { type RefObject, useEffectEvent, useLayoutEffect, useRef, useState } from "react";

/** Closer than this to the end counts as being there. */
const endPx = 64;
/** Room above the unread line, for the last of what was read. */
const contextPx = 72;

type Anchor = { key: string; top: number };

const topIn = (box: HTMLElement, row: HTMLElement) =>
  row.getBoundingClientRect().top - box.getBoundingClientRect().top;

/** The first row that is in sight, and where it stands in the box. Rows follow each other, so that halving finds it. */
function anchorOf(box: HTMLElement): Anchor | null {
  const rows = box.querySelectorAll<HTMLElement>("[data-item]");
  let low = 0;
  let high = rows.length - 1;
  while (low < high) {
    const middle = (low + high) >> 1;
    const row = rows[middle];
    if (row && topIn(box, row) + row.offsetHeight <= 0) low = middle + 1;
    else high = middle;
  }
  const row = rows[low];
  return row?.dataset.item ? { key: row.dataset.item, top: topIn(box, row) } : null;
}

const rowOf = (box: HTMLElement, key: string) =>
  box.querySelector<HTMLElement>(`[data-item="${CSS.escape(key)}"]`);

interface ThreadScroll {
  /** A box that begins at its end (`flex-col-reverse`), where its `scrollTop` is 0 and counts down. */
  scrollRef: RefObject<HTMLDivElement | null>;
  /** Changes whenever rows come, go or move. */
  rows: string;
  /** Whether the last row is the newest there is. */
  isAtNewest: boolean;
  /** The row to begin at instead of the end. */
  start: { key: string; block: "center" | "start" } | null;
  onAtEnd: (isAtEnd: boolean) => void;
}

/**
 * Keeps the reader's place while rows come above or below: at the end they stay at the end, anywhere else the row at
 * the top stays where it is. The browser's own anchoring is off, because Safari has none.
 */
export function useThreadScroll({ scrollRef, rows, isAtNewest, start, onAtEnd }: ThreadScroll) {
  const [isAtEnd, setIsAtEnd] = useState(start === null);
  const anchor = useRef<Anchor | null>(null);
  const hasBegun = useRef(false);

  const note = useEffectEvent(() => {
    const box = scrollRef.current;
    if (!box) return;
    const isEnd = isAtNewest && Math.abs(box.scrollTop) < endPx;
    anchor.current = isEnd ? null : anchorOf(box);
    setIsAtEnd(isEnd);
    onAtEnd(isEnd);
  });

  // biome-ignore lint/correctness/useExhaustiveDependencies: only other rows move the reader
  useLayoutEffect(() => {
    const box = scrollRef.current;
    if (!box) return;
    if (!hasBegun.current && start) {
      const row = rowOf(box, start.key);
      const wanted = row && start.block === "center" ? (box.clientHeight - row.offsetHeight) / 2 : contextPx;
      if (row) box.scrollTop += topIn(box, row) - wanted;
    } else if (anchor.current) {
      const row = rowOf(box, anchor.current.key);
      if (row) box.scrollTop += topIn(box, row) - anchor.current.top;
    } else if (hasBegun.current && isAtEnd) {
      box.scrollTop = 0;
    }
    hasBegun.current = true;
    note();
  }, [rows]);

  return {
    isAtEnd,
    onScroll: () => note(),
    /** Goes to the newest message that is here. */
    toEnd: () => {
      anchor.current = null;
      if (scrollRef.current) scrollRef.current.scrollTop = 0;
    },
  };
}
