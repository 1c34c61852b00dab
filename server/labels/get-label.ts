import { inTenant, type Place, sightIn } from "#db/tenant.ts";
import type { Actor } from "#server/audit/index.ts";
import { callMoltflow, turnOf } from "#server/connections/index.ts";
import { nudge } from "#server/live/index.ts";
import { afterTrouble } from "./change-label.ts";
import { findLabel, viewLabel } from "./reads.ts";
import { saveLabels } from "./save-labels.ts";
import type { LabelView } from "./schemas.ts";

/**
 * A label as it is at MoltFlow now, for whoever is about to change it.
 * @throws DomainError `label.not_found`, `connection.missing`, `moltflow.*`
 */
export async function getLabel(place: Place, labelId: string, actor: Actor): Promise<LabelView> {
  const { workspaceId } = sightIn(place);
  const { upstreamId } = await inTenant(place, (tx) => findLabel(tx, place, labelId));
  const readAt = new Date();
  const { told, connectionId } = await callMoltflow(
    workspaceId,
    turnOf(actor, "read"),
    async (client, connectionId) => ({ connectionId, told: await client.getLabel(upstreamId) }),
  ).catch((error: unknown) => afterTrouble(workspaceId, labelId, error));
  await inTenant(workspaceId, async (tx) => {
    await saveLabels(tx, { workspaceId, connectionId }, [told], readAt);
    await nudge(tx, workspaceId, "labels");
  });
  return inTenant(place, (tx) => viewLabel(tx, place, labelId));
}
