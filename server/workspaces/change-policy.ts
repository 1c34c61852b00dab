import { eq } from "drizzle-orm";
import { workspaces } from "#db/schema/index.ts";
import { inTenant } from "#db/tenant.ts";
import { type Actor, record } from "#server/audit/index.ts";
import { DomainError } from "#server/core/errors.ts";
import { nudge } from "#server/live/index.ts";

/**
 * Asks every member for a second factor, or no longer. Whoever has none is out at once, open streams included, until
 * they set one up.
 * @throws DomainError invalid `security.own_factor_first`
 */
export async function setTwoFactorPolicy(
  workspaceId: string,
  required: boolean,
  { actor, hasTwoFactor }: { actor: Actor; hasTwoFactor: boolean },
): Promise<void> {
  if (required && !hasTwoFactor) {
    throw new DomainError(
      "invalid",
      "security.own_factor_first",
      "Set up a second factor for your own account first; otherwise you would lock yourself out of this workspace.",
    );
  }
  await inTenant(workspaceId, async (tx) => {
    const [now] = await tx
      .select({ required: workspaces.twoFactorRequired })
      .from(workspaces)
      .where(eq(workspaces.id, workspaceId))
      .for("update");
    if (!now || now.required === required) return;
    await tx.update(workspaces).set({ twoFactorRequired: required }).where(eq(workspaces.id, workspaceId));
    const details = { before: { required: now.required }, after: { required } };
    await record(tx, {
      workspaceId,
      actor,
      action: "workspace.two_factor_policy",
      target: workspaceId,
      details,
    });
    await nudge(tx, workspaceId, "workspace");
    await nudge(tx, workspaceId, "access");
  });
}
