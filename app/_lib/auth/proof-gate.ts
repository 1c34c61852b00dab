"use client";

import { useSyncExternalStore } from "react";

/** One question a tab, however many calls wait for its answer. */
let question: { answer: Promise<boolean>; settle: (proved: boolean) => void } | null = null;
let lastProofAt = Number.NEGATIVE_INFINITY;
const listeners = new Set<() => void>();

function changed() {
  for (const listener of listeners) listener();
}

/** Has the person confirm that it is them; resolves to whether they did. */
export function askForProof(): Promise<boolean> {
  if (!question) {
    const { promise, resolve } = Promise.withResolvers<boolean>();
    question = { answer: promise, settle: resolve };
    changed();
  }
  return question.answer;
}

/** Ends the question, if there is one: all who wait go on, or give up. */
export function settleProof(proved: boolean): void {
  if (proved) lastProofAt = performance.now();
  question?.settle(proved);
  question = null;
  changed();
}

/** Whether a call that was sent at `at` (of `performance.now()`) could not know of the newest proof. */
export const provedSince = (at: number): boolean => lastProofAt > at;

function subscribe(listener: () => void): () => void {
  listeners.add(listener);
  return () => listeners.delete(listener);
}

/** Whether somebody waits for a proof. */
export const useIsProofAsked = (): boolean =>
  useSyncExternalStore(
    subscribe,
    () => question !== null,
    () => false,
  );
