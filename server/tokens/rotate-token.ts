import { and, eq, isNull, sql } from "drizzle-orm";
import { apiTokens } from "#db/schema/index.ts";
import { inTenant } from "#db/tenant.ts";
import { tellSecurity } from "#server/account/index.ts";
import { type Actor, record } from "#server/audit/index.ts";
import { DomainError, notFound } from "#server/core/errors.ts";
import { digest } from "#server/core/ids.ts";
import { nudge } from "#server/live/index.ts";
import { expiryOf } from "./create-token.ts";
import { hintOf, newApiToken } from "./format.ts";
import { findTokens, type Handler } from "./reads.ts";
import type { RotateTokenInput, ShownToken } from "./schemas.ts";

const hourMs = 3_600_000;

/** The end of an overlap; no token outlives its own expiry by being replaced. */
function overlapEnd(overlapHours: number, expiresAt: Date | null): Date {
  const end = new Date(Date.now() + overlapHours * hourMs);
  return expiresAt && expiresAt < end ? expiresAt : end;
}

/**
 * Replaces a token; the one before stays good for `overlapHours`, an even older one ends now. Of two rotations of the
 * same token one is done. The answer is the only time that the new one is shown.
 * @throws DomainError `token.not_found` also for another member's, conflict `token.rotated`
 */
export async function rotateToken(
  { id: workspaceId, name: workspace }: { id: string; name: string },
  { tokenId, hint, overlapHours, expiresInDays }: RotateTokenInput,
  { userId, manages }: Handler,
  actor: Actor,
): Promise<ShownToken> {
  const token = newApiToken();
  await inTenant(workspaceId, async (tx) => {
    const before = (await findTokens(tx, workspaceId)).find((found) => found.token.id === tokenId)?.token;
    if (!before) throw notFound("token");
    if (before.userId !== userId && !(before.userId === null && manages)) throw notFound("token");
    const expiresAt = expiryOf(expiresInDays);
    const rotated = await tx
      .update(apiTokens)
      .set({
        ...{ tokenHash: digest(token), hint: hintOf(token), expiresAt },
        previousHash: sql`${apiTokens.tokenHash}`,
        previousUntil: overlapEnd(overlapHours, before.expiresAt),
      })
      .where(
        and(
          eq(apiTokens.workspaceId, workspaceId),
          eq(apiTokens.id, tokenId),
          eq(apiTokens.hint, hint),
          isNull(apiTokens.revokedAt),
        ),
      )
      .returning({ id: apiTokens.id });
    if (rotated.length === 0) throw rotatedMeanwhile();
    const { name, scopes } = before;
    const details = { name, scopes, overlapHours, before: before.expiresAt, after: expiresAt };
    await record(tx, { workspaceId, actor, action: "token.rotate", target: tokenId, details });
    await nudge(tx, workspaceId, "tokens");
    // Streams of a token that has just ended.
    await nudge(tx, workspaceId, "access");
    await tellSecurity(tx, userId, { kind: "token_added", workspace, name });
  });
  return { id: tokenId, token };
}

const rotatedMeanwhile = () =>
  new DomainError(
    "conflict",
    "token.rotated",
    "This token was rotated or revoked a moment ago, so nothing was done. Look at the list, then rotate again if it is still needed.",
  );
