import { and, ne, sql } from "drizzle-orm";
import type { Transaction } from "#db/client.ts";
import { labels } from "#db/schema/index.ts";
import { inTenant } from "#db/tenant.ts";
import { type Actor, record } from "#server/audit/index.ts";
import { callMoltflow, turnOf } from "#server/connections/index.ts";
import { DomainError } from "#server/core/errors.ts";
import { nudge } from "#server/live/index.ts";
import { assertMaySend } from "#server/plans/index.ts";
import { liveLabels, viewLabel } from "./reads.ts";
import { saveLabels } from "./save-labels.ts";
import type { CreateLabelInput, LabelView } from "./schemas.ts";
import { doubtLabels } from "./sync-state.ts";

/**
 * Makes a label in the MoltFlow account.
 * @throws DomainError `label.name_taken`, `plan.read_only`, `connection.missing`, `moltflow.forbidden_plan` over the plan's limit,
 * other `moltflow.*`
 */
export async function createLabel(
  workspaceId: string,
  { name, color, description }: CreateLabelInput,
  actor: Actor,
): Promise<LabelView> {
  await inTenant(workspaceId, async (tx) => {
    await assertMaySend(tx, workspaceId, null);
    await assertFreeName(tx, workspaceId, name);
  });
  const { made, connectionId } = await callMoltflow(
    workspaceId,
    turnOf(actor, "send"),
    async (client, connectionId) => ({
      connectionId,
      made: await client.createLabel({ name, color, ...(description && { description }) }),
    }),
  ).catch((error: unknown) => doubtLabels(workspaceId, error));
  return inTenant(workspaceId, async (tx) => {
    const [row] = await saveLabels(tx, { workspaceId, connectionId }, [made], new Date());
    if (!row) throw new Error("A label that was saved is not there.");
    const details = { name, color };
    await record(tx, { workspaceId, actor, action: "label.create", target: row.id, details });
    await nudge(tx, workspaceId, "labels");
    return viewLabel(tx, workspaceId, row.id);
  });
}

/** Two labels that look alike help nobody; WhatsApp itself knows labels by their name. @throws DomainError `label.name_taken` */
export async function assertFreeName(
  tx: Transaction,
  workspaceId: string,
  name: string,
  exceptId?: string,
): Promise<void> {
  const [taken] = await tx
    .select({ name: labels.name })
    .from(labels)
    .where(
      and(
        liveLabels(workspaceId),
        sql`lower(${labels.name}) = lower(${name})`,
        exceptId === undefined ? undefined : ne(labels.id, exceptId),
      ),
    )
    .limit(1);
  if (!taken) return;
  throw new DomainError(
    "conflict",
    "label.name_taken",
    `There is a label “${taken.name}” already. Use it, or choose another name.`,
    { params: { name: taken.name } },
  );
}
