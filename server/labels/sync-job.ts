import { and, eq, sql } from "drizzle-orm";
import { z } from "zod";
import type { Transaction } from "#db/client.ts";
import { chatLabels, labelSyncs, labels } from "#db/schema/index.ts";
import { inTenant } from "#db/tenant.ts";
import { callMoltflow, syncTurn } from "#server/connections/index.ts";
import { DomainError } from "#server/core/errors.ts";
import { idSchema } from "#server/core/ids.ts";
import { defineJob, enqueue, type JobDefinition } from "#server/jobs/index.ts";
import { nudge } from "#server/live/index.ts";
import type { Label, MoltflowClient } from "#server/moltflow/index.ts";
import { saveCarriers } from "./save-carriers.ts";
import { dropVanished, saveLabels } from "./save-labels.ts";
import { noteRun, type SyncRun } from "./sync-run.ts";

const payload = z.object({
  workspaceId: idSchema,
  connectionId: idSchema,
  run: idSchema,
  /** Labels whose chats are still to be read; null before the labels themselves are. */
  left: z.array(idSchema).nullable(),
});
type Payload = z.output<typeof payload>;

/**
 * One step of reading labels: first which there are, then the chats of one after the other. Each step makes one call, so
 * that others have their turns in between.
 */
export const syncLabelsJob: JobDefinition<Payload> = defineJob({ name: "sync-labels", payload, run: step });

async function step({ left, ...run }: Payload): Promise<void> {
  try {
    if (left === null) await readLabels(run);
    else await readCarriers(run, left);
  } catch (error) {
    if (!(error instanceof DomainError)) throw error;
    await stumble({ ...run, left }, error);
  }
}

/** A budget without room asks for patience; anything else ends the run, with its cause for people to read. */
function stumble({ left, ...run }: Payload, error: DomainError): Promise<void> {
  const runAt = error.retryAfterMs === undefined ? null : new Date(Date.now() + error.retryAfterMs);
  return inTenant(run.workspaceId, async (tx) => {
    const change = runAt ? { waitsUntil: runAt } : { state: "failed" as const, failure: error.reason };
    const isPresent = await noteRun(tx, run, change);
    if (isPresent && runAt) await enqueue(tx, syncLabelsJob, { ...run, left }, { runAt });
  });
}

/** What a run's connection answers; null when the run is over, or the workspace is connected to something else. */
async function ask<T>(run: SyncRun, call: (client: MoltflowClient) => Promise<T>): Promise<T | null> {
  const { workspaceId, connectionId } = run;
  const isPresent = await inTenant(workspaceId, async (tx) => {
    const [row] = await tx
      .select({ run: labelSyncs.run, state: labelSyncs.state })
      .from(labelSyncs)
      .where(and(eq(labelSyncs.workspaceId, workspaceId), eq(labelSyncs.connectionId, connectionId)));
    return row?.run === run.run && row.state === "running";
  });
  if (!isPresent) return null;
  return callMoltflow(workspaceId, syncTurn, async (client, liveId) =>
    liveId === connectionId ? call(client) : null,
  );
}

async function readLabels(run: SyncRun): Promise<void> {
  const readAt = new Date();
  const told = await ask(run, (client) => client.listLabels());
  if (!told) return;
  await inTenant(run.workspaceId, async (tx) => {
    const rows = await saveLabels(tx, run, told, readAt);
    await dropVanished(tx, run, told, readAt);
    const toRead = await worthReading(tx, run, told, rows);
    if (await noteRun(tx, run, { labelsTotal: toRead.length })) await goOn(tx, run, toRead, readAt);
  });
}

/** Labels that MoltFlow, or we, know chats of. */
async function worthReading(
  tx: Transaction,
  { workspaceId }: SyncRun,
  told: readonly Label[],
  rows: readonly { id: string; upstreamId: string }[],
): Promise<string[]> {
  const carried = await tx
    .selectDistinct({ id: chatLabels.labelId })
    .from(chatLabels)
    .where(eq(chatLabels.workspaceId, workspaceId));
  const ours = new Set(carried.map(({ id }) => id));
  const used = new Set(told.flatMap(({ id, chatCount }) => (chatCount === 0 ? [] : id)));
  return rows.filter(({ id, upstreamId }) => used.has(upstreamId) || ours.has(id)).map(({ id }) => id);
}

async function readCarriers(run: SyncRun, [labelId, ...left]: readonly string[]): Promise<void> {
  const { workspaceId } = run;
  if (labelId === undefined) return;
  const upstreamId = await inTenant(workspaceId, async (tx) => {
    const [row] = await tx
      .select({ upstreamId: labels.upstreamId })
      .from(labels)
      .where(and(eq(labels.workspaceId, workspaceId), eq(labels.id, labelId)));
    return row?.upstreamId ?? null;
  });
  const readAt = new Date();
  // Deleted since: the others are still worth reading.
  const told = upstreamId === null ? [] : await ask(run, (client) => client.listLabelChats(upstreamId));
  if (!told) return;
  await inTenant(workspaceId, async (tx) => {
    if (upstreamId !== null) await saveCarriers(tx, { ...run, labelId }, told, readAt);
    const labelsDone = sql<number>`${labelSyncs.labelsDone} + 1`;
    const noted = await noteRun(tx, run, { labelsDone } as object);
    if (noted) await goOn(tx, run, left, readAt);
  });
}

async function goOn(tx: Transaction, run: SyncRun, left: string[], at: Date): Promise<void> {
  if (left.length > 0) return enqueue(tx, syncLabelsJob, { ...run, left });
  await noteRun(tx, run, { state: "done", finishedAt: at });
  await nudge(tx, run.workspaceId, "chats");
}
