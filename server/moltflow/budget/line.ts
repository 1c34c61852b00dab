import { digest } from "#server/core/ids.ts";
import type { OperationId } from "../generated/operations.ts";
import type { RateLimitNews } from "../transport.ts";
import { hearAnswer } from "./hear-answer.ts";
import type { Tenant } from "./store.ts";
import { type Ask, takeTurn } from "./take-turn.ts";
import type { Turn } from "./turn.ts";

/**
 * Asked before every try of every call; `place` names the call. What it gives is told what the answer said of the rate
 * limit. Throws `BudgetWait`.
 */
export type TakeTurn = (call: {
  operation: OperationId;
  url: string;
  /** What the call waited for elsewhere before. */
  waitedMs?: number;
}) => Promise<(news: RateLimitNews) => Promise<void>>;

/** Whose line a turn is taken in: the member's, or the workspace's for what Moltdesk does by itself. */
export const askOf = (workspaceId: string, { member, ...turn }: Turn): Ask => ({
  ...turn,
  lane: member ?? workspaceId,
});

/** Has every call wait for its turn in the line of the account, and learn from its answer. */
export function standInLine(tenant: Tenant, ask: Ask): TakeTurn {
  return async ({ operation, url, waitedMs = 0 }) => {
    const place = ask.place === undefined && isOwnWork(ask) ? { place: placeOf(operation, url) } : {};
    const named = { ...ask, ...place, waitedMs };
    const turnId = await takeTurn(tenant, named);
    return (news) => hearAnswer(tenant, named, turnId, news);
  };
}

/** What Moltdesk does by itself; it comes again rather than wait. */
export const isOwnWork = (ask: Pick<Ask, "class">): boolean => ask.class === "sync" || ask.class === "bulk";

/** The same call asked again has the same place. Addresses name contacts, so only their digest is kept. */
const placeOf = (operation: string, url: string) => `${operation} ${digest(url).toString("base64url")}`;
