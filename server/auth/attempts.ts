import { createHmac } from "node:crypto";
import { lt, sql } from "drizzle-orm";
import { systemDb } from "#db/client.ts";
import { attemptWindows } from "#db/schema/index.ts";
import { env } from "#server/core/env.ts";

/** How often an act may be tried in one window. A window is at most a day long. */
export type AttemptLimit = { limit: number; windowMs: number };

/** Whether this attempt is within the limit; if not, how long until the next one may be. `attempts` includes it. */
export type AttemptCount =
  | { allowed: true; attempts: number; endsInMs: number }
  | { allowed: false; retryAfterMs: number };

const longestWindowMs = 24 * 60 * 60 * 1000;

/** Addresses and IPs are personal data; the key keeps a stolen dump from being matched against guesses. */
const keyOf = (act: string, subject: string) =>
  createHmac("sha256", env().AUTH_SECRET).update(`attempt\n${act}\n${subject}`).digest("base64url");

async function purgeOldWindows(): Promise<void> {
  await systemDb()
    .delete(attemptWindows)
    .where(lt(attemptWindows.windowStart, new Date(Date.now() - longestWindowMs)));
}

/**
 * Counts one attempt at `act` by `subject` (an address, an IP, a person) in a fixed window that starts with the first
 * attempt. One statement, so that requests at the same moment cannot slip through together.
 */
export async function countAttempt(
  act: string,
  subject: string,
  { limit, windowMs }: AttemptLimit,
): Promise<AttemptCount> {
  const now = new Date();
  const { attempts, windowStart } = attemptWindows;
  const isOver = sql`${windowStart} <= ${new Date(now.getTime() - windowMs).toISOString()}::timestamptz`;
  const [counted] = await systemDb()
    .insert(attemptWindows)
    .values({ key: keyOf(act, subject), windowStart: now, attempts: 1 })
    .onConflictDoUpdate({
      target: attemptWindows.key,
      set: {
        attempts: sql`case when ${isOver} then 1 else ${attempts} + 1 end`,
        windowStart: sql`case when ${isOver} then excluded.window_start else ${windowStart} end`,
      },
    })
    .returning({ attempts, windowStart });
  // A window just began: a good moment, seldom enough, to drop those that nobody asks for any more.
  if (counted?.attempts === 1) await purgeOldWindows();
  const endsInMs = (counted?.windowStart ?? now).getTime() + windowMs - now.getTime();
  const made = counted?.attempts ?? 1;
  if (made <= limit) return { allowed: true, attempts: made, endsInMs };
  return { allowed: false, retryAfterMs: Math.max(1000, endsInMs) };
}
