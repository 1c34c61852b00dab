"use client";

import { useEffect, useState } from "react";
import { isApiError } from "./api-error.ts";

/** When each refusal came, so that whoever shows it late or again counts from then. */
const heardAtMs = new WeakMap<object, number>();
/** Nobody watches longer waits than this. */
const longestMs = 10 * 60_000;

/** When a refused call may be made again, in epoch milliseconds; null for what says nothing of it. */
export function retryAtMs(error: unknown): number | null {
  const waitMs = isApiError(error) ? error.data?.retryAfterMs : null;
  if (!isApiError(error) || !waitMs || waitMs > longestMs) return null;
  const known = heardAtMs.get(error) ?? Date.now();
  heardAtMs.set(error, known);
  return known + waitMs;
}

/** Seconds until a refused call may be made again, counted down while they are shown; null where there is no wait. */
export function useSecondsLeft(error: unknown): number | null {
  const atMs = retryAtMs(error);
  const [nowMs, setNowMs] = useState(() => Date.now());
  const isOver = atMs === null || nowMs >= atMs;
  useEffect(() => {
    if (isOver) return;
    const timer = setInterval(() => setNowMs(Date.now()), 1_000);
    return () => clearInterval(timer);
  }, [isOver]);
  return atMs === null ? null : Math.max(0, Math.ceil((atMs - nowMs) / 1_000));
}
