import { eq } from "drizzle-orm";
import { budgetTurns } from "#db/schema/index.ts";
import type { RateLimitNews } from "../transport.ts";
import { learn } from "./learn.ts";
import { inBudget, saveBudget, type Tenant } from "./store.ts";
import type { Ask } from "./take-turn.ts";

/** A refused job may come back this long after the account's pause and still be the next. */
const lateJobMs = 30_000;

/** Lets an answer to the call of turn `turnId` teach the account's budget. */
export function hearAnswer(tenant: Tenant, ask: Ask, turnId: string, heard: RateLimitNews): Promise<void> {
  return inBudget(tenant, async (tx, loaded) => {
    const { budget, nowMs } = loaded;
    // The process told by its own clock, which may be minutes away from the one that all of them wait by.
    const resetAtMs = heard.resetAtMs === null ? null : heard.resetAtMs - Date.now() + nowMs;
    const news = { ...heard, resetAtMs };
    const sessionId = ask.class === "send" ? (ask.sessionId ?? null) : null;
    const taught = learn(budget, { turnId, sessionId, news }, nowMs, Math.random());
    const turn = taught.granted.find(({ id }) => id === turnId);
    const own = eq(budgetTurns.id, turnId);
    const isTaken = loaded.turns.some(({ place, grantedAt }) => place === ask.place && !grantedAt);
    if (news.limited && ask.place !== undefined && !isTaken) {
      // It was not done, so it goes back to where it stood: nobody behind it may overtake it.
      const keptUntil = new Date(Math.max(taught.pausedUntilMs, news.resetAtMs ?? 0, nowMs) + lateJobMs);
      const back = { grantedAt: null, countsUntil: null, presentUntil: new Date(nowMs), keptUntil };
      await tx.update(budgetTurns).set(back).where(own);
    } else if (turn) {
      await tx
        .update(budgetTurns)
        .set({ countsUntil: new Date(turn.countsUntilMs) })
        .where(own);
    }
    await saveBudget(tx, tenant, { ...loaded, budget: taught });
  });
}
