import { and, eq, inArray, lt, notInArray, sql } from "drizzle-orm";
import type { Transaction } from "#db/client.ts";
import { type LabelRow, labels } from "#db/schema/index.ts";
import { newId } from "#server/core/ids.ts";
import type { Label } from "#server/moltflow/index.ts";

/** For a label that MoltFlow gives no colour, or something else in its place. */
const noColor = "#6b7280";

export type LabelPlace = { workspaceId: string; connectionId: string };

export const colorOf = ({ color }: Label): string =>
  color !== null && /^#[0-9a-f]{6}$/i.test(color) ? color.toLowerCase() : noColor;

/**
 * Writes labels as MoltFlow told them in answer to a call that began at `readAt`; a row that was written since stays.
 * A label that it calls synced is so; one that it calls unsynced after it had been is changed here. @returns their rows
 */
export async function saveLabels(
  tx: Transaction,
  { workspaceId, connectionId }: LabelPlace,
  told: readonly Label[],
  readAt: Date,
): Promise<LabelRow[]> {
  if (told.length === 0) return [];
  const rows = told.map((label) => ({
    ...{ workspaceId, id: newId(), connectionId, upstreamId: label.id, name: label.name },
    ...{ color: colorOf(label), description: label.description, fetchedAt: readAt },
    synced: label.synced ? ("yes" as const) : ("no" as const),
  }));
  await tx
    .insert(labels)
    .values(rows)
    .onConflictDoUpdate({
      target: [labels.workspaceId, labels.connectionId, labels.upstreamId],
      set: {
        name: sql`excluded.name`,
        color: sql`excluded.color`,
        description: sql`excluded.description`,
        fetchedAt: sql`excluded.fetched_at`,
        synced: sql`case when excluded.synced = 'yes' or ${labels.synced} = 'no' then excluded.synced else 'changed_here' end`,
      },
      setWhere: sql`${labels.fetchedAt} <= excluded.fetched_at`,
    });
  const upstreamIds = told.map(({ id }) => id);
  return tx
    .select()
    .from(labels)
    .where(and(ofConnection({ workspaceId, connectionId }), inArray(labels.upstreamId, upstreamIds)));
}

/** Lets go what a list of all labels does not name any more, and what belongs to an earlier connection. */
export async function dropVanished(
  tx: Transaction,
  { workspaceId, connectionId }: LabelPlace,
  told: readonly Label[],
  readAt: Date,
): Promise<void> {
  const upstreamIds = told.map(({ id }) => id);
  await tx
    .delete(labels)
    .where(
      and(
        ofConnection({ workspaceId, connectionId }),
        notInArray(labels.upstreamId, upstreamIds),
        lt(labels.fetchedAt, readAt),
      ),
    );
  await tx
    .delete(labels)
    .where(and(eq(labels.workspaceId, workspaceId), sql`${labels.connectionId} <> ${connectionId}`));
}

const ofConnection = ({ workspaceId, connectionId }: LabelPlace) =>
  and(eq(labels.workspaceId, workspaceId), eq(labels.connectionId, connectionId));
