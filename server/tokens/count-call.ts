import { countAttempt } from "#server/auth/index.ts";
import { env } from "#server/core/env.ts";
import { DomainError } from "#server/core/errors.ts";
import { singleton } from "#server/core/singleton.ts";

const windowMs = 60_000;

/** Until when a workspace has used its calls up, so that who calls on and on costs no more than a look here. */
const limitedUntil = () => singleton("tokens.limited", () => new Map<string, number>());

/**
 * Counts one call of a program. All tokens of a workspace share what it has in a minute, in all processes; more tokens
 * give no more.
 * @throws DomainError limited `token.limited`
 */
export async function countCall(workspaceId: string): Promise<void> {
  const now = Date.now();
  const until = limitedUntil().get(workspaceId) ?? 0;
  if (until > now) throw limited(until - now);
  limitedUntil().delete(workspaceId);
  const limit = env().API_REQUESTS_PER_MINUTE;
  const count = await countAttempt("token call", workspaceId, { limit, windowMs });
  if (count.allowed) return;
  limitedUntil().set(workspaceId, now + count.retryAfterMs);
  throw limited(count.retryAfterMs);
}

function limited(retryAfterMs: number): DomainError {
  const limit = env().API_REQUESTS_PER_MINUTE;
  const seconds = Math.ceil(retryAfterMs / 1000);
  return new DomainError(
    "limited",
    "token.limited",
    `All programs of this workspace together may make ${limit} calls a minute, and these are used up. Try again in ${seconds} seconds.`,
    { params: { limit, seconds }, retryAfterMs },
  );
}
