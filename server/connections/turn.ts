import type { Actor } from "#server/audit/index.ts";
import type { BudgetClass, Turn } from "#server/moltflow/index.ts";

/** The turn of a call that somebody makes; a token has its own place in the line, beside its member's. */
export function turnOf(actor: Actor, budgetClass: BudgetClass): Turn {
  const isCounted = actor.kind === "token" && { counted: true as const };
  return { class: budgetClass, member: callerOf(actor), ...isCounted };
}

function callerOf(actor: Actor): string | null {
  if (actor.kind === "member") return actor.userId;
  return actor.kind === "token" ? actor.tokenId : null;
}

/** What Moltdesk does by itself to keep its tables fresh. */
export const syncTurn: Turn = { class: "sync", member: null };
