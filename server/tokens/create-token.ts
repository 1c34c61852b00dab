import { eq } from "drizzle-orm";
import type { Transaction } from "#db/client.ts";
import { apiTokens, workspaces } from "#db/schema/index.ts";
import { inTenant } from "#db/tenant.ts";
import { tellSecurity } from "#server/account/index.ts";
import { type Actor, record } from "#server/audit/index.ts";
import { DomainError } from "#server/core/errors.ts";
import { digest, newId } from "#server/core/ids.ts";
import { nudge } from "#server/live/index.ts";
import { permits, type Restrictions, type Role, type TokenScope } from "#server/members/roles.ts";
import { hintOf, newApiToken } from "./format.ts";
import { findTokens } from "./reads.ts";
import { type CreateTokenInput, type ShownToken, tokenLimits } from "./schemas.ts";

const dayMs = 24 * 3_600_000;

/** The part of a membership that a new token is measured by. */
type Home = { id: string; name: string; role: Role } & Pick<Restrictions, "noExport">;
/** Whose rights the token gets, and who makes it. */
type Making = { userId: string | null; createdBy: string; actor: Actor };

export const expiryOf = (days: number | null): Date | null =>
  days === null ? null : new Date(Date.now() + days * dayMs);

/**
 * Makes a token with a member's rights, or with `userId` null one of the workspace. The answer is the only time that
 * it is shown.
 * @throws DomainError forbidden `token.scope_beyond_role`, conflict `token.too_many` or `token.too_many_own`
 */
export async function createToken(
  workspace: Home,
  { name, scopes, expiresInDays }: CreateTokenInput,
  { userId, createdBy, actor }: Making,
): Promise<ShownToken> {
  assertWithinRole(workspace, scopes);
  const workspaceId = workspace.id;
  const id = newId();
  const token = newApiToken();
  const expiresAt = expiryOf(expiresInDays);
  await inTenant(workspaceId, async (tx) => {
    await claimPlace(tx, workspaceId, userId);
    await tx.insert(apiTokens).values({
      ...{ workspaceId, id, name, userId, createdBy, scopes, expiresAt },
      ...{ tokenHash: digest(token), hint: hintOf(token) },
    });
    const details = { name, userId, scopes, expiresAt };
    await record(tx, { workspaceId, actor, action: "token.create", target: id, details });
    await nudge(tx, workspaceId, "tokens");
    await tellSecurity(tx, createdBy, { kind: "token_added", workspace: workspace.name, name });
  });
  return { id, token };
}

function assertWithinRole(home: Home, scopes: readonly TokenScope[]): void {
  const beyond = scopes.filter((scope) => !permits(home, scope)).join(", ");
  if (beyond === "") return;
  throw new DomainError(
    "forbidden",
    "token.scope_beyond_role",
    `A token cannot do more than you: your role does not allow ${beyond}. Leave that out.`,
    { params: { scopes: beyond } },
  );
}

/** The workspace's row decides between two that are made at once. */
async function claimPlace(tx: Transaction, workspaceId: string, userId: string | null): Promise<void> {
  await tx
    .select({ id: workspaces.id })
    .from(workspaces)
    .where(eq(workspaces.id, workspaceId))
    .for("no key update");
  const tokens = await findTokens(tx, workspaceId);
  if (tokens.length >= tokenLimits.perWorkspace) throw tooMany("token.too_many", tokenLimits.perWorkspace);
  const own = tokens.filter(({ token }) => token.userId === userId);
  if (userId !== null && own.length >= tokenLimits.perMember) {
    throw tooMany("token.too_many_own", tokenLimits.perMember);
  }
}

const tooMany = (reason: string, limit: number) =>
  new DomainError(
    "conflict",
    reason,
    `There are ${limit} tokens already, which is the limit. Revoke one that is not used any more; expired ones count too.`,
    { params: { limit } },
  );
