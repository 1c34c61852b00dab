import { and, eq, lte, sql } from "drizzle-orm";
import type { Transaction } from "#db/client.ts";
import { type alerts, alertTurns } from "#db/schema/index.ts";

export type AlertChannel = (typeof alerts.$inferSelect)["channel"];

/** Whom to tell, and how. */
export type AlertTarget = { workspaceId: string; userId: string; channel: AlertChannel };

/** The longest that a run tells: a mail server that hangs, or ten push services. */
export const leaseMs = 120_000;
/** After a mail or a push the next one waits that long, so that a flood is few of them. */
const pauseMs: Record<AlertChannel, number> = { push: 10_000, mail: 120_000, digest: 120_000 };
const firstRetryMs = 15_000;
const longestRetryMs = 3_600_000;

const turnOf = ({ workspaceId, userId, channel }: AlertTarget) =>
  and(
    eq(alertTurns.workspaceId, workspaceId),
    eq(alertTurns.userId, userId),
    eq(alertTurns.channel, channel),
  );

/** Takes the turn to tell somebody. @returns null, or when it can be taken at the earliest */
export async function takeTurn(tx: Transaction, target: AlertTarget, now: Date): Promise<Date | null> {
  const notBefore = new Date(now.getTime() + leaseMs);
  const taken = await tx
    .insert(alertTurns)
    .values({ ...target, notBefore })
    .onConflictDoUpdate({
      target: [alertTurns.workspaceId, alertTurns.userId, alertTurns.channel],
      set: { notBefore },
      setWhere: lte(alertTurns.notBefore, now),
    })
    .returning({ notBefore: alertTurns.notBefore });
  if (taken.length > 0) return null;
  const [held] = await tx.select({ notBefore: alertTurns.notBefore }).from(alertTurns).where(turnOf(target));
  return held?.notBefore ?? now;
}

/** Gives the turn back when somebody was told, or nobody had to be. @returns when the next one begins */
export async function endTurn(
  tx: Transaction,
  target: AlertTarget,
  { told, now }: { told: boolean; now: Date },
): Promise<Date> {
  const notBefore = new Date(now.getTime() + (told ? pauseMs[target.channel] : 0));
  await tx.update(alertTurns).set({ notBefore, failures: 0 }).where(turnOf(target));
  return notBefore;
}

/**
 * Gives the turn back when it did not work: the next try waits longer each time, an hour at most, and at least
 * `retryAfterMs`. @returns when it is
 */
export async function failTurn(
  tx: Transaction,
  target: AlertTarget,
  { retryAfterMs = 0, now }: { retryAfterMs?: number; now: Date },
): Promise<Date> {
  const [turn] = await tx
    .update(alertTurns)
    .set({ failures: sql`${alertTurns.failures} + 1` })
    .where(turnOf(target))
    .returning({ failures: alertTurns.failures });
  const backOffMs = firstRetryMs * 2 ** Math.min((turn?.failures ?? 1) - 1, 10);
  const waitMs = Math.min(Math.max(backOffMs, retryAfterMs), longestRetryMs);
  const notBefore = new Date(now.getTime() + waitMs);
  await tx.update(alertTurns).set({ notBefore }).where(turnOf(target));
  return notBefore;
}
