import { and, eq, inArray, sql } from "drizzle-orm";
import type { Transaction } from "#db/client.ts";
import { type LabelRow, labels, labelsOnNumbers } from "#db/schema/index.ts";
import { inTenant } from "#db/tenant.ts";
import { type Actor, record } from "#server/audit/index.ts";
import { callMoltflow, turnOf } from "#server/connections/index.ts";
import { DomainError } from "#server/core/errors.ts";
import { nudge } from "#server/live/index.ts";
import { getNumber, type NumberView, saveBusiness } from "#server/numbers/index.ts";
import { assertMaySend } from "#server/plans/index.ts";
import { readUpstream, refreshUpstream, upstreamKey } from "#server/upstream/index.ts";
import { findLabel, liveLabels, viewLabel } from "./reads.ts";
import { saveLabels } from "./save-labels.ts";
import type { BusinessView, LabelImportView, LabelView } from "./schemas.ts";
import { doubtLabels, startSync } from "./sync-state.ts";

/**
 * Whether a number is a WhatsApp Business account, which alone has labels. MoltFlow's last word is kept for a day;
 * `again` asks anew. @throws DomainError `number.not_found`, `plan.read_only`, `connection.missing`, `moltflow.*`
 */
export async function checkBusiness(
  workspaceId: string,
  numberId: string,
  actor: Actor,
  { again = false } = {},
): Promise<BusinessView> {
  const { sessionId, isBusiness: listed } = await inTenant(workspaceId, (tx) =>
    getNumber(tx, workspaceId, numberId),
  );
  const key = upstreamKey("checkBusiness", { sessionId });
  const fresh = again
    ? await refreshUpstream(workspaceId, key, actor)
    : await readUpstream(workspaceId, key, turnOf(actor, "read"));
  // Where MoltFlow has not answered, its list of numbers knows.
  const isBusiness = fresh.data?.isBusiness ?? listed;
  if (fresh.data)
    await inTenant(workspaceId, (tx) => saveBusiness(tx, { workspaceId, numberId }, isBusiness));
  return { numberId, isBusiness, checkedAt: fresh.fetchedAt };
}

/** @throws DomainError `number.not_found`, `label.not_business` */
async function businessNumber(workspaceId: string, numberId: string, actor: Actor): Promise<NumberView> {
  const number = await inTenant(workspaceId, (tx) => getNumber(tx, workspaceId, numberId));
  const { isBusiness } = await checkBusiness(workspaceId, numberId, actor);
  if (isBusiness) return number;
  throw new DomainError(
    "conflict",
    "label.not_business",
    `The number “${number.name}” is no WhatsApp Business account, and labels exist only in the WhatsApp Business app. Choose the number of a business account.`,
    { params: { name: number.name } },
  );
}

/**
 * Brings a label into the WhatsApp Business app of a number; what stands there under its name is replaced.
 * @throws DomainError `label.not_found`, `number.not_found`, `label.not_business`, `connection.missing`, `moltflow.*`
 */
export async function pushLabel(
  workspaceId: string,
  { labelId, numberId }: { labelId: string; numberId: string },
  actor: Actor,
): Promise<LabelView> {
  const row = await inTenant(workspaceId, async (tx) => {
    await assertMaySend(tx, workspaceId, numberId);
    return findLabel(tx, workspaceId, labelId);
  });
  const { sessionId } = await businessNumber(workspaceId, numberId, actor);
  await callMoltflow(
    workspaceId,
    turnOf(actor, "send"),
    (client) => client.syncLabel(row.upstreamId, sessionId),
    // What is not found may be the number as well, so nothing goes here before a look.
  ).catch((error: unknown) => doubtLabels(workspaceId, error));
  const syncedAt = new Date();
  return inTenant(workspaceId, async (tx) => {
    await tx
      .update(labels)
      .set({ synced: "yes", syncedAt, fetchedAt: syncedAt })
      .where(and(eq(labels.workspaceId, workspaceId), eq(labels.id, labelId)));
    await noteOnNumber(tx, [row], { numberId, way: "to_whatsapp", syncedAt });
    const details = { name: row.name, numberId };
    await record(tx, { workspaceId, actor, action: "label.push", target: labelId, details });
    await nudge(tx, workspaceId, "labels");
    return viewLabel(tx, workspaceId, labelId);
  });
}

/**
 * Takes over the labels of a number's WhatsApp Business app; where a name is known on both sides, WhatsApp's colour wins.
 * @returns what it changed here, so that people can put their own back
 * @throws DomainError `number.not_found`, `label.not_business`, `connection.missing`, `moltflow.*`
 */
export async function importLabels(
  workspaceId: string,
  numberId: string,
  actor: Actor,
): Promise<LabelImportView> {
  const { sessionId } = await businessNumber(workspaceId, numberId, actor);
  const before = await inTenant(workspaceId, (tx) => tx.select().from(labels).where(liveLabels(workspaceId)));
  const { answer, connectionId } = await callMoltflow(
    workspaceId,
    turnOf(actor, "send"),
    async (client, connectionId) => ({ connectionId, answer: await client.importLabels(sessionId) }),
  ).catch((error: unknown) => doubtLabels(workspaceId, error));
  const syncedAt = new Date();
  const told = answer.labels ?? [];
  return inTenant(workspaceId, async (tx) => {
    const rows = await saveLabels(tx, { workspaceId, connectionId }, told, syncedAt);
    const ids = rows.map(({ id }) => id);
    await tx
      .update(labels)
      .set({ synced: "yes", syncedAt })
      .where(and(eq(labels.workspaceId, workspaceId), inArray(labels.id, ids)));
    await noteOnNumber(tx, rows, { numberId, way: "from_whatsapp", syncedAt });
    const imported = answer.imported ?? 0;
    const updated = answer.updated ?? 0;
    const details = { numberId, imported, updated };
    await record(tx, { workspaceId, actor, action: "label.import", target: numberId, details });
    // The chats of what came, and whatever the answer did not tell.
    await startSync(tx, workspaceId, { force: true });
    await nudge(tx, workspaceId, "labels");
    return { imported, updated, changes: changesBetween(before, rows) };
  });
}

function changesBetween(before: readonly LabelRow[], after: readonly LabelRow[]): LabelImportView["changes"] {
  const earlier = new Map(before.map((row) => [row.id, row]));
  return after.flatMap((row) => {
    const was = earlier.get(row.id);
    if (!was || (was.name === row.name && was.color === row.color)) return [];
    return {
      labelId: row.id,
      before: { name: was.name, color: was.color },
      after: { name: row.name, color: row.color },
      replacedOurs: was.synced === "changed_here",
    };
  });
}

type There = Pick<typeof labelsOnNumbers.$inferInsert, "numberId" | "way" | "syncedAt">;

async function noteOnNumber(tx: Transaction, rows: readonly LabelRow[], there: There): Promise<void> {
  if (rows.length === 0) return;
  await tx
    .insert(labelsOnNumbers)
    .values(
      rows.map(({ workspaceId, id, name, color }) => ({ ...there, workspaceId, labelId: id, name, color })),
    )
    .onConflictDoUpdate({
      target: [labelsOnNumbers.workspaceId, labelsOnNumbers.labelId, labelsOnNumbers.numberId],
      set: {
        way: sql`excluded.way`,
        name: sql`excluded.name`,
        color: sql`excluded.color`,
        syncedAt: sql`excluded.synced_at`,
      },
    });
}
