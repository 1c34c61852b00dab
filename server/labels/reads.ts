import { and, asc, count, eq, isNull, sql } from "drizzle-orm";
import type { Queryable } from "#db/client.ts";
import {
  chatLabels,
  chats,
  connections,
  type LabelRow,
  labelSyncs,
  labels,
  labelsOnNumbers,
  numbers,
} from "#db/schema/index.ts";
import { type Place, sightIn } from "#db/tenant.ts";
import { chatsInSight, itsNumber } from "#server/chats/index.ts";
import type { LabelChip } from "#server/chats/schemas.ts";
import { notFound } from "#server/core/errors.ts";
import { numbersInSight } from "#server/inbox/index.ts";
import type { LabelList, LabelNumber, LabelOnNumber, LabelSync, LabelView } from "./schemas.ts";

/** The labels of the workspace's live connection; those of an earlier MoltFlow account are not its labels any more. */
export const liveLabels = (workspaceId: string) =>
  and(
    eq(labels.workspaceId, workspaceId),
    sql`${labels.connectionId} in (select ${connections.id} from ${connections} where ${and(
      eq(connections.workspaceId, workspaceId),
      isNull(connections.disconnectedAt),
    )})`,
  );

/** @throws DomainError `label.not_found` */
export async function findLabel(tx: Queryable, place: Place, labelId: string): Promise<LabelRow> {
  const { workspaceId } = sightIn(place);
  const [row] = await tx
    .select()
    .from(labels)
    .where(and(liveLabels(workspaceId), eq(labels.id, labelId)));
  if (!row) throw notFound("label");
  return row;
}

/** Labels by name, how fresh they are, and the numbers that they can be synced with, within the reader's sight. */
export async function listLabels(tx: Queryable, place: Place): Promise<LabelList> {
  const { workspaceId } = sightIn(place);
  const rows = await tx
    .select()
    .from(labels)
    .where(liveLabels(workspaceId))
    .orderBy(asc(sql`lower(${labels.name})`), asc(labels.id));
  const [usage, onNumbers, known, { connected, sync }] = await Promise.all([
    countChats(tx, place),
    readOnNumbers(tx, place),
    listNumbers(tx, place),
    readSync(tx, workspaceId),
  ]);
  const view = (row: LabelRow) => toView(row, usage.get(row.id) ?? 0, onNumbers.get(row.id) ?? []);
  return { connected, labels: rows.map(view), sync, numbers: known };
}

/** @throws DomainError `label.not_found` */
export async function viewLabel(tx: Queryable, place: Place, labelId: string): Promise<LabelView> {
  const row = await findLabel(tx, place, labelId);
  const [usage, onNumbers] = [await countChats(tx, place, labelId), await readOnNumbers(tx, place, labelId)];
  return toView(row, usage.get(labelId) ?? 0, onNumbers.get(labelId) ?? []);
}

type StoredOnNumber = typeof labelsOnNumbers.$inferSelect;

function toView(row: LabelRow, chatCount: number, onNumbers: StoredOnNumber[]): LabelView {
  const { id, name, color, description, synced, syncedAt } = row;
  return {
    ...{ id, name, color, description, synced, chats: chatCount },
    syncedAt: syncedAt?.toISOString() ?? null,
    onNumbers: onNumbers.map(
      (there): LabelOnNumber => ({
        numberId: there.numberId,
        way: there.way,
        syncedAt: there.syncedAt.toISOString(),
        behind:
          there.name === name && there.color === color ? null : { name: there.name, color: there.color },
      }),
    ),
  };
}

/** How many chats in sight carry each label, or the one that is named. */
async function countChats(tx: Queryable, place: Place, labelId?: string): Promise<Map<string, number>> {
  const { workspaceId } = sightIn(place);
  const wanted = labelId === undefined ? undefined : eq(chatLabels.labelId, labelId);
  const counted = await tx
    .select({ labelId: chatLabels.labelId, chats: count() })
    .from(chatLabels)
    .innerJoin(chats, and(eq(chats.workspaceId, chatLabels.workspaceId), eq(chats.id, chatLabels.chat)))
    .innerJoin(numbers, itsNumber)
    .where(and(eq(chatLabels.workspaceId, workspaceId), wanted, chatsInSight(place)))
    .groupBy(chatLabels.labelId);
  return new Map(counted.map((row) => [row.labelId, row.chats]));
}

async function readOnNumbers(
  tx: Queryable,
  place: Place,
  labelId?: string,
): Promise<Map<string, StoredOnNumber[]>> {
  const { workspaceId } = sightIn(place);
  const wanted = labelId === undefined ? undefined : eq(labelsOnNumbers.labelId, labelId);
  const rows = await tx
    .select({ onNumber: labelsOnNumbers })
    .from(labelsOnNumbers)
    .innerJoin(
      numbers,
      and(eq(numbers.workspaceId, labelsOnNumbers.workspaceId), eq(numbers.id, labelsOnNumbers.numberId)),
    )
    .where(and(eq(labelsOnNumbers.workspaceId, workspaceId), wanted, numbersInSight(place)))
    .orderBy(asc(labelsOnNumbers.numberId));
  return Map.groupBy(
    rows.map(({ onNumber }) => onNumber),
    ({ labelId }) => labelId,
  );
}

async function listNumbers(tx: Queryable, place: Place): Promise<LabelNumber[]> {
  const { id, name, isBusiness, status } = numbers;
  return tx
    .select({ id, name, isBusiness, status })
    .from(numbers)
    .where(and(eq(numbers.workspaceId, sightIn(place).workspaceId), numbersInSight(place)))
    .orderBy(asc(name), asc(id));
}

/** How fresh the labels are, and whether there is a connection to read them from. */
export async function readSync(
  tx: Queryable,
  workspaceId: string,
): Promise<{ connected: boolean; sync: LabelSync }> {
  const [row] = await tx
    .select({ sync: labelSyncs })
    .from(connections)
    .leftJoin(
      labelSyncs,
      and(eq(labelSyncs.workspaceId, connections.workspaceId), eq(labelSyncs.connectionId, connections.id)),
    )
    .where(and(eq(connections.workspaceId, workspaceId), isNull(connections.disconnectedAt)));
  if (!row?.sync) return { connected: row !== undefined, sync: neverSynced };
  const { state, finishedAt, labelsDone, labelsTotal, waitsUntil, failure } = row.sync;
  const instants = {
    finishedAt: finishedAt?.toISOString() ?? null,
    refreshAt: waitsUntil?.toISOString() ?? null,
  };
  return { connected: true, sync: { state, labelsDone, labelsTotal, failure, ...instants } };
}

const neverSynced: LabelSync = {
  state: "never",
  finishedAt: null,
  labelsDone: 0,
  labelsTotal: 0,
  refreshAt: null,
  failure: null,
};

/** The labels on a chat that the caller has already found to be visible, by name. */
export async function readChatLabels(tx: Queryable, place: Place, chat: string): Promise<LabelChip[]> {
  const { workspaceId } = sightIn(place);
  return tx
    .select({ id: labels.id, name: labels.name, color: labels.color })
    .from(chatLabels)
    .innerJoin(labels, and(eq(labels.workspaceId, chatLabels.workspaceId), eq(labels.id, chatLabels.labelId)))
    .where(and(liveLabels(workspaceId), eq(chatLabels.chat, chat)))
    .orderBy(asc(sql`lower(${labels.name})`), asc(labels.id));
}
