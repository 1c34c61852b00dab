import { eq } from "drizzle-orm";
import { workspaces } from "#db/schema/index.ts";
import { inTenant } from "#db/tenant.ts";
import { type Actor, record } from "#server/audit/index.ts";
import { nudge } from "#server/live/index.ts";
import type { ChangeDetailsInput } from "./schemas.ts";

const fields = ["name", "timeZone", "locale"] as const;

/** Changes name, time zone or language; what is the same already leaves no trace. */
export function changeDetails(workspaceId: string, wanted: ChangeDetailsInput, actor: Actor): Promise<void> {
  return inTenant(workspaceId, async (tx) => {
    const [now] = await tx.select().from(workspaces).where(eq(workspaces.id, workspaceId)).for("update");
    if (!now) return;
    const changed = fields.filter((field) => wanted[field] !== undefined && wanted[field] !== now[field]);
    if (changed.length === 0) return;
    const after = Object.fromEntries(changed.map((field) => [field, wanted[field]]));
    const before = Object.fromEntries(changed.map((field) => [field, now[field]]));
    await tx.update(workspaces).set(after).where(eq(workspaces.id, workspaceId));
    const details = { before, after };
    await record(tx, { workspaceId, actor, action: "workspace.update", target: workspaceId, details });
    await nudge(tx, workspaceId, "workspace");
  });
}
