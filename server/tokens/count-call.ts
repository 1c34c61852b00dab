import { countAttempt } from "#server/auth/index.ts";
import { env } from "#server/core/env.ts";
import { DomainError } from "#server/core/errors.ts";
import type { Quota } from "#server/core/quota.ts";
import { singleton } from "#server/core/singleton.ts";

const windowMs = 60_000;
/** Counting in the database costs a commit, milliseconds; so a process takes calls from there in this many packets. */
const packets = 60;
const maxWorkspaces = 50_000;

/** What this process knows of a workspace's minute. */
type Share = {
  /** Calls that were taken from the database and not made yet, and until when they are good. */
  inHand: number;
  goodUntil: number;
  limitedUntil: number;
  /** Whoever finds nothing in hand waits for the same packet. */
  asking: Promise<void> | null;
  /** What the whole workspace had left when this process last asked. */
  left: number;
};

function shareOf(workspaceId: string): Share {
  const shares = singleton("tokens.shares", () => new Map<string, Share>());
  const known = shares.get(workspaceId);
  if (known) return known;
  if (shares.size >= maxWorkspaces) shares.clear();
  const share = { inHand: 0, goodUntil: 0, limitedUntil: 0, asking: null, left: 0 };
  shares.set(workspaceId, share);
  return share;
}

async function takePacket(workspaceId: string, share: Share): Promise<void> {
  const limit = env().API_REQUESTS_PER_MINUTE;
  const packet = Math.max(1, Math.floor(limit / packets));
  const count = await countAttempt("token calls", workspaceId, {
    limit: Math.floor(limit / packet),
    windowMs,
  });
  const now = Date.now();
  if (!count.allowed) {
    share.limitedUntil = now + count.retryAfterMs;
    return;
  }
  share.left = packet * (Math.floor(limit / packet) - count.attempts);
  share.inHand = packet;
  share.goodUntil = now + count.endsInMs;
}

/**
 * Counts one call of a program. All tokens of a workspace share what it has in a minute, in all processes; more tokens
 * give no more. The few calls that a process has in hand when a minute ends may fall into the next.
 * @returns about what is left of it: what other processes have in hand, nobody knows
 * @throws DomainError limited `token.limited`
 */
export async function countCall(workspaceId: string): Promise<Quota> {
  const share = shareOf(workspaceId);
  for (;;) {
    const now = Date.now();
    if (share.limitedUntil > now) throw limited(share.limitedUntil - now);
    if (share.inHand > 0 && share.goodUntil > now) {
      share.inHand -= 1;
      return { ...quota(), remaining: share.left + share.inHand, resetMs: share.goodUntil - now };
    }
    share.asking ??= takePacket(workspaceId, share).finally(() => {
      share.asking = null;
    });
    await share.asking;
  }
}

const quota = () => ({ policy: "workspace_plan", limit: env().API_REQUESTS_PER_MINUTE, windowMs });

function limited(retryAfterMs: number): DomainError {
  const limit = env().API_REQUESTS_PER_MINUTE;
  const seconds = Math.ceil(retryAfterMs / 1000);
  return new DomainError(
    "limited",
    "token.limited",
    `All programs of this workspace together may make ${limit} calls a minute, and these are used up. Try again in ${seconds} seconds.`,
    {
      params: { limit, seconds },
      retryAfterMs,
      limited: {
        limiter: "workspace_plan",
        quota: { ...quota(), remaining: 0, resetMs: retryAfterMs },
        upgradeUrl: null,
      },
    },
  );
}
