"use client";

import { useSyncExternalStore } from "react";

/** Whoever has not touched their unsent words this long is thinking of something else. */
const writingMs = 15_000;

/** When unsent words were last touched in each chat of this tab; the composer says so, presence listens. */
const touched = new Map<string, number>();
const listeners = new Set<() => void>();

const tell = () => {
  for (const listener of listeners) listener();
};

/** The composer calls this whenever its words change; with nothing in it, nobody is writing. */
export function noteWriting(chat: string, text: string): void {
  if (text.trim() === "") touched.delete(chat);
  else touched.set(chat, Date.now());
  tell();
}

/** Whether an answer is being written in a chat at this moment. */
export const touchedLately = (chat: string): boolean =>
  Date.now() - (touched.get(chat) ?? Number.NEGATIVE_INFINITY) < writingMs;

function subscribe(listener: () => void): () => void {
  listeners.add(listener);
  return () => listeners.delete(listener);
}

/** Changes when somebody begins or stops writing in a chat, not at each key. */
export const useComposerSigns = (chat: string): boolean =>
  useSyncExternalStore(
    subscribe,
    () => touchedLately(chat),
    () => false,
  );
