"use client";

import { useSyncExternalStore } from "react";

const listeners = new Set<() => void>();
/** For browsers that forbid storage, or have no room: then a choice lasts as long as the page. */
const chosen = new Map<string, string>();

function subscribe(listener: () => void): () => void {
  listeners.add(listener);
  return () => listeners.delete(listener);
}

function read(key: string): string | null {
  const choice = chosen.get(key);
  if (choice !== undefined) return choice;
  try {
    return localStorage.getItem(key);
  } catch {
    return null;
  }
}

function remember(key: string, value: string): void {
  chosen.set(key, value);
  try {
    localStorage.setItem(key, value);
  } catch {
    // See above.
  }
  for (const listener of listeners) listener();
}

/** A choice that this browser remembers, null before one is made; `onServer` stands for it until the page is live. */
export function useRemembered(
  key: string,
  onServer: string | null,
): [value: string | null, remember: (value: string) => void] {
  const value = useSyncExternalStore(
    subscribe,
    () => read(key),
    () => onServer,
  );
  return [value, (next) => remember(key, next)];
}
