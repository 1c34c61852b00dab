import { and, eq, isNull } from "drizzle-orm";
import { apiTokens } from "#db/schema/index.ts";
import { inTenant } from "#db/tenant.ts";
import { type Actor, record } from "#server/audit/index.ts";
import { notFound } from "#server/core/errors.ts";
import { nudge } from "#server/live/index.ts";
import type { Handler } from "./reads.ts";

/**
 * Ends a token at once, together with the one before its last rotation. Does nothing to one that was revoked before.
 * @throws DomainError `token.not_found`, also for another member's unless the caller manages tokens
 */
export async function revokeToken(
  workspaceId: string,
  tokenId: string,
  { userId, manages }: Handler,
  actor: Actor,
): Promise<void> {
  const itself = and(eq(apiTokens.workspaceId, workspaceId), eq(apiTokens.id, tokenId));
  await inTenant(workspaceId, async (tx) => {
    const [token] = await tx.select().from(apiTokens).where(itself);
    if (!token || !(manages || token.userId === userId)) throw notFound("token");
    const revoked = await tx
      .update(apiTokens)
      .set({ revokedAt: new Date() })
      .where(and(itself, isNull(apiTokens.revokedAt)))
      .returning({ id: apiTokens.id });
    if (revoked.length === 0) return;
    const { name, scopes } = token;
    const details = { name, scopes, userId: token.userId };
    await record(tx, { workspaceId, actor, action: "token.revoke", target: tokenId, details });
    await nudge(tx, workspaceId, "tokens");
    await nudge(tx, workspaceId, "access");
  });
}
