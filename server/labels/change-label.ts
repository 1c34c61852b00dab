import { and, eq } from "drizzle-orm";
import { labels } from "#db/schema/index.ts";
import { inTenant } from "#db/tenant.ts";
import { type Actor, record } from "#server/audit/index.ts";
import { callMoltflow, turnOf } from "#server/connections/index.ts";
import { DomainError, notFound } from "#server/core/errors.ts";
import { nudge } from "#server/live/index.ts";
import { type Label, MoltflowError } from "#server/moltflow/index.ts";
import { assertMaySend } from "#server/plans/index.ts";
import { assertFreeName } from "./create-label.ts";
import { findLabel, viewLabel } from "./reads.ts";
import { colorOf, saveLabels } from "./save-labels.ts";
import type { ChangeLabelInput, LabelView } from "./schemas.ts";
import { doubtLabels } from "./sync-state.ts";

/**
 * Changes a label at MoltFlow, unless it is not as the person saw it any more.
 * @throws DomainError `label.not_found`, `label.name_taken`, `label.changed_meanwhile`, `plan.read_only`, `connection.missing`, `moltflow.*`
 */
export async function changeLabel(
  workspaceId: string,
  { labelId, seen, ...change }: ChangeLabelInput,
  actor: Actor,
): Promise<LabelView> {
  const { upstreamId } = await inTenant(workspaceId, async (tx) => {
    await assertMaySend(tx, workspaceId, null);
    if (change.name !== undefined) await assertFreeName(tx, workspaceId, change.name, labelId);
    return findLabel(tx, workspaceId, labelId);
  });
  const wanted = Object.fromEntries(Object.entries(change).filter(([, value]) => value !== undefined));
  const answer = await callMoltflow(workspaceId, turnOf(actor, "send"), async (client, connectionId) => {
    const readAt = new Date();
    const before = await client.getLabel(upstreamId);
    const isAsSeen = before.name === seen.name && colorOf(before) === seen.color.toLowerCase();
    if (!isAsSeen || Object.keys(wanted).length === 0)
      return { ...{ connectionId, readAt, before, isAsSeen }, after: before };
    return {
      ...{ connectionId, before, isAsSeen },
      after: await client.updateLabel(upstreamId, wanted),
      readAt: new Date(),
    };
  }).catch((error: unknown) => afterTrouble(workspaceId, labelId, error));
  const { before, after, connectionId, readAt, isAsSeen } = answer;
  const view = await inTenant(workspaceId, async (tx) => {
    await saveLabels(tx, { workspaceId, connectionId }, [after], readAt);
    if (isAsSeen) {
      const details = { before: summary(before), after: summary(after) };
      await record(tx, { workspaceId, actor, action: "label.change", target: labelId, details });
    }
    await nudge(tx, workspaceId, "labels");
    await nudge(tx, workspaceId, "chats");
    return viewLabel(tx, workspaceId, labelId);
  });
  if (!isAsSeen) throw changedMeanwhile(after);
  return view;
}

const summary = (label: Label) => ({
  name: label.name,
  color: colorOf(label),
  description: label.description,
});

/** A label that MoltFlow has no more goes here too; after an uncertain change all are read again. @throws always */
export async function afterTrouble(workspaceId: string, labelId: string, error: unknown): Promise<never> {
  const cause = error instanceof DomainError ? error.cause : error;
  if (!(cause instanceof MoltflowError && cause.kind === "not_found")) return doubtLabels(workspaceId, error);
  await inTenant(workspaceId, async (tx) => {
    await tx.delete(labels).where(and(eq(labels.workspaceId, workspaceId), eq(labels.id, labelId)));
    await nudge(tx, workspaceId, "labels");
    await nudge(tx, workspaceId, "chats");
  });
  throw notFound("label");
}

function changedMeanwhile(now: Label): DomainError {
  const params = { name: now.name, color: colorOf(now) };
  return new DomainError(
    "conflict",
    "label.changed_meanwhile",
    `Somebody has just changed this label to “${params.name}” (${params.color}), so your change was not saved. Look at it, then decide.`,
    { params },
  );
}
