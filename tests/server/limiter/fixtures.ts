import { beforeEach } from "vitest";
import { env } from "#server/core/env.ts";
import type { Ask, AskClass } from "#server/limiter/decide.ts";
import { Limiter } from "#server/limiter/limiter.ts";
import { smallest } from "#server/plans/read-limits.ts";

/** Has this installation sell plans, in every test of a file. */
export function sellPlans(): void {
  beforeEach(() => {
    env().STRIPE_SECRET_KEY = "sk_test_not_a_key";
  });
}

export const askAs = (lane: string, of: AskClass = "program"): Ask => ({ lane, class: of, graceMs: 1_500 });

/** A limiter of its own: another process, as far as the database can tell. */
export const limiterOf = (limit: number, windowMs: number) =>
  new Limiter({ windowMs, limitOf: () => Promise.resolve(smallest(limit, null, null)) });
