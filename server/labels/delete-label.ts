import { and, count, eq } from "drizzle-orm";
import { chatLabels, labels } from "#db/schema/index.ts";
import { inTenant } from "#db/tenant.ts";
import { type Actor, record } from "#server/audit/index.ts";
import { callMoltflow, turnOf } from "#server/connections/index.ts";
import { nudge } from "#server/live/index.ts";
import { assertMaySend } from "#server/plans/index.ts";
import { afterTrouble } from "./change-label.ts";
import { findLabel } from "./reads.ts";

/**
 * Deletes a label at MoltFlow for good; it goes from every chat, in other workspaces of the same account too.
 * @throws DomainError `label.not_found`, `plan.read_only`, `connection.missing`, `moltflow.*`
 */
export async function deleteLabel(workspaceId: string, labelId: string, actor: Actor): Promise<void> {
  const { upstreamId, name, color } = await inTenant(workspaceId, async (tx) => {
    await assertMaySend(tx, workspaceId, null);
    return findLabel(tx, workspaceId, labelId);
  });
  await callMoltflow(workspaceId, turnOf(actor, "send"), (client) => client.deleteLabel(upstreamId)).catch(
    (error: unknown) => afterTrouble(workspaceId, labelId, error),
  );
  await inTenant(workspaceId, async (tx) => {
    const itself = and(eq(chatLabels.workspaceId, workspaceId), eq(chatLabels.labelId, labelId));
    const [carried] = await tx.select({ chats: count() }).from(chatLabels).where(itself);
    await tx.delete(labels).where(and(eq(labels.workspaceId, workspaceId), eq(labels.id, labelId)));
    const details = { name, color, chats: carried?.chats ?? 0 };
    await record(tx, { workspaceId, actor, action: "label.delete", target: labelId, details });
    await nudge(tx, workspaceId, "labels");
    await nudge(tx, workspaceId, "chats");
  });
}
