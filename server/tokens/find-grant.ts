import { and, eq, gt, isNull, lt, or } from "drizzle-orm";
import { systemDb } from "#db/client.ts";
import { apiTokens, members } from "#db/schema/index.ts";
import { countAttempt, hasTwoFactor, networkOf } from "#server/auth/index.ts";
import { DomainError, messageOf } from "#server/core/errors.ts";
import { digest } from "#server/core/ids.ts";
import { log } from "#server/core/log.ts";
import type { TokenScope } from "#server/members/roles.ts";
import { isApiToken } from "./format.ts";
import { itsMembership, livesWithMembership } from "./reads.ts";

/** What a token that is good at this moment may be used for; less what its member's role does not allow. */
export type TokenGrant = {
  tokenId: string;
  /** Of the token that was shown, which may be the one before a rotation. */
  digest: Buffer;
  workspaceId: string;
  /** Whose rights it has; null for a token of the workspace itself. */
  userId: string | null;
  /** Whether that member has one, which their workspace may ask of them. */
  hasTwoFactor: boolean;
  scopes: readonly TokenScope[];
};

/** "Last used" tells people which tokens are idle; it need not be exact, and a write a call would cost too much. */
const touchEveryMs = 60_000;
/** A program with an old token may ask on and on; a network that shows more than this tries tokens. */
const unknownTokens = { limit: 30, windowMs: 10 * 60_000 };

async function findGood(shown: Buffer) {
  const now = new Date();
  const isShown = or(
    eq(apiTokens.tokenHash, shown),
    and(eq(apiTokens.previousHash, shown), gt(apiTokens.previousUntil, now)),
  );
  const isCurrent = or(isNull(apiTokens.expiresAt), gt(apiTokens.expiresAt, now));
  const [row] = await systemDb()
    .select({
      tokenId: apiTokens.id,
      workspaceId: apiTokens.workspaceId,
      userId: apiTokens.userId,
      hasTwoFactor: hasTwoFactor(apiTokens.userId),
      scopes: apiTokens.scopes,
      lastUsedAt: apiTokens.lastUsedAt,
    })
    .from(apiTokens)
    .leftJoin(members, itsMembership)
    .where(and(isShown, isNull(apiTokens.revokedAt), isCurrent, livesWithMembership));
  return row ?? null;
}

/** Nobody waits for it: a call must not be slower, or fail, for this. */
function touch(tokenId: string, lastUsedAt: Date | null, ip: string | null): void {
  const now = new Date();
  const due = new Date(now.getTime() - touchEveryMs);
  if (lastUsedAt && lastUsedAt > due) return;
  systemDb()
    .update(apiTokens)
    .set({ lastUsedAt: now, lastUsedIp: ip })
    .where(and(eq(apiTokens.id, tokenId), or(isNull(apiTokens.lastUsedAt), lt(apiTokens.lastUsedAt, due))))
    .catch((error) => log().warn({ tokenId, err: messageOf(error) }, "tokens: last use was not noted"));
}

/** @throws DomainError limited `token.too_many_unknown` */
async function countUnknown(ip: string): Promise<void> {
  const count = await countAttempt("unknown token", networkOf(ip), unknownTokens);
  if (count.allowed) return;
  const seconds = Math.ceil(count.retryAfterMs / 1000);
  throw new DomainError(
    "limited",
    "token.too_many_unknown",
    `Too many unknown tokens came from your network. Check which token your program uses, and try again in ${seconds} seconds.`,
    { params: { seconds }, retryAfterMs: count.retryAfterMs },
  );
}

/**
 * The grant behind an `Authorization` header; null for whatever is no token, and for one that is unknown, revoked or
 * has expired, all alike.
 * @throws DomainError limited `token.too_many_unknown`, never for a good token
 */
export async function grantFromHeader(header: string, ip: string | null): Promise<TokenGrant | null> {
  const token = /^Bearer (\S+)$/i.exec(header)?.[1];
  if (!token || !isApiToken(token)) return null;
  const shown = digest(token);
  const good = await findGood(shown);
  if (!good) {
    if (ip !== null) await countUnknown(ip);
    return null;
  }
  const { scopes, lastUsedAt, ...rest } = good;
  touch(good.tokenId, lastUsedAt, ip);
  return { ...rest, digest: shown, scopes: scopes as TokenScope[] };
}

/** Whether a token, which was good when a stream was opened with it, still is. */
export async function isGrantGood(grant: TokenGrant): Promise<boolean> {
  return (await findGood(grant.digest)) !== null;
}
