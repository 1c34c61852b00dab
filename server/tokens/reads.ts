import { and, asc, eq, isNull, lte, or } from "drizzle-orm";
import type { Queryable } from "#db/client.ts";
import { apiTokens, members, users } from "#db/schema/index.ts";
import { inTenant } from "#db/tenant.ts";
import { mayEnter } from "#server/members/index.ts";
import { permits, type TokenScope } from "#server/members/roles.ts";
import type { TokenState, TokenView } from "./schemas.ts";

/** Who handles tokens: their own, and as a manager also those of the workspace. */
export type Handler = { userId: string; manages: boolean };

/** The membership that a token lives by; tokens of the workspace itself have none. */
export const itsMembership = and(
  eq(members.workspaceId, apiTokens.workspaceId),
  eq(members.userId, apiTokens.userId),
);

/** A token ends with the membership: who is removed and comes back does not get the old ones back. */
export const livesWithMembership = or(isNull(apiTokens.userId), lte(members.createdAt, apiTokens.createdAt));

/** Every token that is not revoked, whether it has expired or not, by name. */
export function findTokens(tx: Queryable, workspaceId: string) {
  return tx
    .select({ token: apiTokens, member: members, user: users })
    .from(apiTokens)
    .leftJoin(members, itsMembership)
    .leftJoin(users, eq(users.id, apiTokens.userId))
    .where(and(eq(apiTokens.workspaceId, workspaceId), isNull(apiTokens.revokedAt), livesWithMembership))
    .orderBy(asc(apiTokens.name), asc(apiTokens.id));
}
type Found = Awaited<ReturnType<typeof findTokens>>[number];

function stateOf({ token: { expiresAt }, member }: Found, now: Date): TokenState {
  if (expiresAt && expiresAt <= now) return "expired";
  if (member && !mayEnter(member)) return "suspended";
  return member && !permits(member, "tokens.own") ? "not_allowed" : "active";
}

function viewOf(found: Found, { userId, manages }: Handler, now: Date): TokenView {
  const { token, member, user } = found;
  const { id, name, hint, createdBy, previousUntil } = token;
  const scopes = token.scopes as TokenScope[];
  return {
    ...{ id, name, hint, createdBy, scopes },
    owner: user && { userId: user.id, name: user.name, email: user.email },
    dormant: member ? scopes.filter((scope) => !permits(member, scope)) : [],
    state: stateOf(found, now),
    createdAt: token.createdAt.toISOString(),
    expiresAt: token.expiresAt?.toISOString() ?? null,
    lastUsedAt: token.lastUsedAt?.toISOString() ?? null,
    lastUsedIp: token.lastUsedIp,
    previousUntil: previousUntil && previousUntil > now ? previousUntil.toISOString() : null,
    mayRotate: token.userId === userId || (token.userId === null && manages),
  };
}

/** A member's own tokens; for a manager all of the workspace. */
export async function listTokens(workspaceId: string, handler: Handler): Promise<TokenView[]> {
  const found = await inTenant(workspaceId, (tx) => findTokens(tx, workspaceId));
  const now = new Date();
  return found
    .filter(({ token }) => handler.manages || token.userId === handler.userId)
    .map((one) => viewOf(one, handler, now));
}
