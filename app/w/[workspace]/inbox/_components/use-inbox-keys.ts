"use client";

import { usePageKeys } from "../../_lib/use-page-keys.ts";

interface InboxKeys {
  onTogglePause: () => void;
  onNext: () => void;
  onPrevious: () => void;
  onClose: () => void;
  onSearch: () => void;
}

/** The single keys of the live page: Space, ↑/↓ or k/j, Esc, and / for the search. */
export function useInboxKeys({ onTogglePause, onNext, onPrevious, onClose, onSearch }: InboxKeys): void {
  usePageKeys(({ key }) => {
    if (key === " ") return onTogglePause;
    if (key === "j" || key === "ArrowDown") return onNext;
    if (key === "k" || key === "ArrowUp") return onPrevious;
    if (key === "Escape") return onClose;
    if (key === "/") return onSearch;
  });
}
