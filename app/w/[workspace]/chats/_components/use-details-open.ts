"use client";

import { useSyncExternalStore } from "react";

const storageKey = "moltdesk.chats.details";
const listeners = new Set<() => void>();

function subscribe(listener: () => void): () => void {
  listeners.add(listener);
  return () => listeners.delete(listener);
}

function read(): boolean {
  try {
    return localStorage.getItem(storageKey) !== "closed";
  } catch {
    // A browser may forbid storage; then the panel is open.
    return true;
  }
}

/** Whether the panel beside the thread is open, which this browser remembers. */
export function useDetailsOpen(): [boolean, (isOpen: boolean) => void] {
  const isOpen = useSyncExternalStore(subscribe, read, () => true);
  return [
    isOpen,
    (next) => {
      try {
        localStorage.setItem(storageKey, next ? "open" : "closed");
      } catch {
        // See above.
      }
      for (const listener of listeners) listener();
    },
  ];
}
