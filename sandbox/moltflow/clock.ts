import { setImmediate as nextTurn } from "node:timers/promises";

/** Time as the sandbox sees it. Everything that waits or dates something asks a clock, so tests can own time. */
export type Clock = {
  /** Milliseconds since the Unix epoch. */
  now(): number;
  /** Runs `run` once after `delayMs`; the returned function cancels it. */
  after(delayMs: number, run: () => void): () => void;
  cancelAll(): void;
};

/** A clock that stands still until it is told to advance. */
export type ManualClock = Clock & {
  /** Moves time on and runs what falls due, in order, letting promises settle in between. */
  advance(ms: number): Promise<void>;
};

export function realClock(): Clock {
  const timers = new Set<NodeJS.Timeout>();
  return {
    now: () => Date.now(),
    after(delayMs, run) {
      const timer = setTimeout(() => {
        timers.delete(timer);
        run();
      }, delayMs);
      timers.add(timer);
      return () => {
        clearTimeout(timer);
        timers.delete(timer);
      };
    },
    cancelAll() {
      for (const timer of timers) clearTimeout(timer);
      timers.clear();
    },
  };
}

type Timer = { dueAtMs: number; order: number; run: () => void };

/** @param startAtMs where time begins; a fixed default keeps snapshots of two runs comparable. */
export function manualClock(startAtMs = Date.UTC(2026, 1, 11, 10, 0, 0)): ManualClock {
  const timers = new Set<Timer>();
  let nowMs = startAtMs;
  let order = 0;

  function nextDue(untilMs: number): Timer | undefined {
    let next: Timer | undefined;
    for (const timer of timers) {
      if (timer.dueAtMs > untilMs) continue;
      const earlier =
        !next || timer.dueAtMs < next.dueAtMs || (timer.dueAtMs === next.dueAtMs && timer.order < next.order);
      if (earlier) next = timer;
    }
    return next;
  }

  return {
    now: () => nowMs,
    after(delayMs, run) {
      const timer = { dueAtMs: nowMs + Math.max(0, delayMs), order: order++, run };
      timers.add(timer);
      return () => {
        timers.delete(timer);
      };
    },
    cancelAll: () => timers.clear(),
    async advance(ms) {
      const untilMs = nowMs + ms;
      for (let due = nextDue(untilMs); due; due = nextDue(untilMs)) {
        timers.delete(due);
        nowMs = Math.max(nowMs, due.dueAtMs);
        due.run();
        await nextTurn();
      }
      nowMs = untilMs;
    },
  };
}

/** Resolves after `ms` of the clock's time. */
export function sleep(clock: Clock, ms: number): Promise<void> {
  return new Promise((resolve) => clock.after(ms, resolve));
}

/** RFC 3339 in UTC with second precision, the form every sample of the contract uses. */
export function timestamp(atMs: number): string {
  return new Date(atMs).toISOString().replace(/\.\d{3}Z$/, "Z");
}
