import { and, eq, gt, isNull, or } from "drizzle-orm";
import { systemDb } from "#db/client.ts";
import { apiTokens } from "#db/schema/index.ts";
import { digest } from "#server/core/ids.ts";
import type { TokenScope } from "#server/members/index.ts";

/** What a token that is good at this moment may be used for; less what its member's role does not allow. */
export type TokenGrant = {
  tokenId: string;
  workspaceId: string;
  /** Whose rights it has; null for a token of the workspace itself. */
  userId: string | null;
  scopes: readonly TokenScope[];
};

/** The grant behind an `Authorization` header; null for a token that is unknown, revoked or has expired. */
export async function grantFromHeader(header: string, _ip: string | null): Promise<TokenGrant | null> {
  const token = /^Bearer (\S+)$/.exec(header)?.[1];
  if (!token) return null;
  const now = new Date();
  const [row] = await systemDb()
    .select()
    .from(apiTokens)
    .where(
      and(
        eq(apiTokens.tokenHash, digest(token)),
        isNull(apiTokens.revokedAt),
        or(isNull(apiTokens.expiresAt), gt(apiTokens.expiresAt, now)),
      ),
    );
  if (!row) return null;
  const { id: tokenId, workspaceId, userId, scopes } = row;
  return { tokenId, workspaceId, userId, scopes: scopes as TokenScope[] };
}
