"use client";

import { type RefObject, useLayoutEffect, useRef } from "react";
import { shiftOf } from "../merge-chats.ts";

interface KeptPlace {
  /** The same array while the rows are the same. */
  ids: string[];
  /** Another one is another list: it begins at its top. */
  listKey: string;
  rowPx: number;
  scrollRef: RefObject<HTMLElement | null>;
}

/** While rows move up and down by themselves, whoever has scrolled keeps the rows in sight, and the focus its row. */
export function useKeptPlace({ ids, listKey, rowPx, scrollRef }: KeptPlace) {
  const before = useRef<{ ids: string[]; listKey: string }>({ ids, listKey });
  const focused = useRef<string | null>(null);
  useLayoutEffect(() => {
    const box = scrollRef.current;
    const old = before.current;
    before.current = { ids, listKey };
    if (!box) return;
    if (old.listKey !== listKey) {
      box.scrollTop = 0;
      return;
    }
    if (old.ids === ids) return;
    const first = Math.floor(box.scrollTop / rowPx);
    const last = Math.ceil((box.scrollTop + box.clientHeight) / rowPx);
    // At the top people want to see what is new.
    if (box.scrollTop > rowPx / 2) box.scrollTop += shiftOf(old.ids, ids, [first, last]) * rowPx;
    // A row that is moved in the page loses the focus.
    if (focused.current !== null && document.activeElement === document.body) {
      box.querySelector<HTMLElement>(`[data-chat-id="${focused.current}"]`)?.focus({ preventScroll: true });
    }
  }, [ids, listKey, rowPx, scrollRef]);
  return {
    onFocus: (event: { target: Element }) => {
      focused.current = event.target.closest("[data-chat-id]")?.getAttribute("data-chat-id") ?? null;
    },
    onBlur: (event: { relatedTarget: EventTarget | null }) => {
      if (event.relatedTarget !== null) focused.current = null;
    },
  };
}
