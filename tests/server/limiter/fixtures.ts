import { beforeEach, expect, vi } from "vitest";
import { env } from "#server/core/env.ts";
import type { Ask, AskClass } from "#server/limiter/decide.ts";
import { Limiter } from "#server/limiter/limiter.ts";
import { RedisMinutes } from "#server/limiter/redis-minutes.ts";
import type { MinuteStore } from "#server/limiter/store.ts";
import { smallest } from "#server/plans/read-limits.ts";

/** Has this installation sell plans, in every test of a file. */
export function sellPlans(): void {
  beforeEach(() => {
    env().STRIPE_SECRET_KEY = "sk_test_not_a_key";
  });
}

export const askAs = (lane: string, of: AskClass = "program"): Ask => ({ lane, class: of, graceMs: 1_500 });

/** A limiter of its own: another process, as far as the stores can tell. */
export const limiterOf = (limit: number, windowMs: number, redis: MinuteStore | null = null) =>
  new Limiter({
    ...{ windowMs, redis: () => redis },
    limitOf: () => Promise.resolve(smallest(limit, null, null)),
  });

export const isReady = (store: MinuteStore, ready = true) =>
  vi.waitFor(() => expect(store.isReady()).toBe(ready), { timeout: 20_000, interval: 20 });

/** A connection as each process has its own, ready; more patient where a busy machine is not to pass for a slow Redis. */
export async function connectTo(url: string, how: { patienceMs?: number } = {}): Promise<RedisMinutes> {
  const minutes = new RedisMinutes(url, how);
  await minutes.connected;
  return minutes;
}
