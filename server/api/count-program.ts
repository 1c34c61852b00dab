import type { Quota } from "#server/core/quota.ts";
import { limiter, quotaOf, refusalOf } from "#server/limiter/index.ts";
import { arePlansSold } from "#server/plans/index.ts";
import { countCall, type TokenGrant } from "#server/tokens/index.ts";
import type { ApiContext } from "./context.ts";

/** A program that was told to wait comes back by whole seconds. */
const graceMs = 1_500;

async function take({ workspaceId, tokenId }: TokenGrant): Promise<Quota> {
  if (!arePlansSold()) return countCall(workspaceId);
  const verdict = await limiter().ask(workspaceId, { lane: tokenId, class: "program", graceMs });
  if (!verdict.allowed) throw refusalOf(verdict);
  return quotaOf(verdict.status);
}

/**
 * Counts a call if a program makes it; people have no share here. What is left stands in `context.quota` afterwards, for
 * the answer's headers.
 * @throws DomainError limited `limit.member_share`, `limit.workspace_plan`, `limit.upstream_minute`; `token.limited`
 *   where nothing is sold
 */
export async function countProgram(context: ApiContext): Promise<void> {
  if (!context.grant) return;
  const quota = await take(context.grant);
  // The calls of a batch come back in any order; the last one decided has the least left.
  if (!context.quota || quota.remaining < context.quota.remaining) context.quota = quota;
}
