import type { Clock } from "./clock.ts";

const windowMs = 60_000;

export type Allowance = { allowed: boolean; remaining: number; resetAtMs: number };

export type RateLimiter = {
  /** Counts one call in the caller's window; a window opens with its first call. */
  take(caller: string, callsPerMinute: number): Allowance;
  reset(): void;
};

export function createRateLimiter(clock: Clock): RateLimiter {
  const windows = new Map<string, { openedAtMs: number; calls: number }>();
  return {
    take(caller, callsPerMinute) {
      const now = clock.now();
      let window = windows.get(caller);
      if (!window || now >= window.openedAtMs + windowMs) {
        window = { openedAtMs: now, calls: 0 };
        windows.set(caller, window);
      }
      const allowed = window.calls < callsPerMinute;
      if (allowed) window.calls += 1;
      return { allowed, remaining: callsPerMinute - window.calls, resetAtMs: window.openedAtMs + windowMs };
    },
    reset: () => windows.clear(),
  };
}
