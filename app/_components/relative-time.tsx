"use client";

import { useFormatter, useNow, useTranslations } from "next-intl";
import { useSyncExternalStore } from "react";
import { Tooltip } from "#app/_ui/tooltip.tsx";

const tickMs = 10_000;
const justNowMs = 10_000;

/** One clock for all the times of a page, however long its list. It moves in steps, as React asks of a store. */
const listeners = new Set<() => void>();
let clock = 0;
let timer: ReturnType<typeof setInterval> | undefined;

function readClock(): number {
  const now = Date.now();
  if (now - clock >= tickMs) clock = now;
  return clock;
}

function tick() {
  for (const listener of listeners) listener();
}

function subscribe(listener: () => void): () => void {
  listeners.add(listener);
  timer ??= setInterval(tick, tickMs);
  return () => {
    listeners.delete(listener);
    if (listeners.size > 0) return;
    clearInterval(timer);
    timer = undefined;
  };
}

/** The time in milliseconds, moving in steps of ten seconds. */
export function useClock(): number {
  const renderedAt = useNow().getTime();
  // The first render in the browser repeats the server's "now", so that both write the same words.
  return useSyncExternalStore(subscribe, readClock, () => renderedAt);
}

interface RelativeTimeProps {
  /** A date, or a time in milliseconds, or an ISO string. */
  at: Date | number | string;
  className?: string;
}

/** "5 minutes ago", kept up to date, with the exact time on hover. */
export function RelativeTime({ at, className }: RelativeTimeProps) {
  const format = useFormatter();
  const t = useTranslations("common");
  const now = useClock();
  const date = new Date(at);
  const isNow = Math.abs(now - date.getTime()) < justNowMs;
  return (
    <Tooltip content={format.dateTime(date, { dateStyle: "medium", timeStyle: "long" })}>
      <time dateTime={date.toISOString()} className={className}>
        {isNow ? t("justNow") : format.relativeTime(date, now)}
      </time>
    </Tooltip>
  );
}
