import { and, asc, desc, eq, inArray, lt, type SQL, sql } from "drizzle-orm";
import type { Transaction } from "#db/client.ts";
import { deliveries, deliveryAttempts, destinations } from "#db/schema/index.ts";
import { inTenant, type Place, sightIn } from "#db/tenant.ts";
import { notFound } from "#server/core/errors.ts";
import { emptyLedger, readLedgers } from "./ledger.ts";
import type {
  AttemptView,
  DeliveryDetail,
  DeliveryPage,
  DeliveryState,
  LedgerView,
  ListDeliveriesInput,
} from "./schemas.ts";
import { selectDeliveries, toView } from "./views.ts";

/** One page of deliveries, newest first; for members who see every chat. Those of events out of sight are left out. */
export function listDeliveries(place: Place, input: ListDeliveriesInput): Promise<DeliveryPage> {
  return inTenant(place, async (tx) => {
    const ids = await findPage(tx, sightIn(place).workspaceId, { ...input, limit: input.limit + 1 });
    const page = ids.slice(0, input.limit);
    const rows = page.length === 0 ? [] : await selectDeliveries(tx, place, inArray(deliveries.id, page));
    return {
      deliveries: rows.map(toView),
      nextCursor: ids.length > input.limit ? (page.at(-1) ?? null) : null,
    };
  });
}

/** Written out: of a value that it is yet to be given PostgreSQL does not know which index has it. */
const isInState = (state: DeliveryState) => sql`${deliveries.state} = ${sql.raw(`'${state}'`)}`;

/** The ids of a page. Each state of each destination is read from its own part of the index, newest first. */
async function findPage(
  tx: Transaction,
  workspaceId: string,
  { destinationId, eventId, states, cursor, limit }: ListDeliveriesInput,
): Promise<string[]> {
  const { id } = deliveries;
  const where = and(
    eq(deliveries.workspaceId, workspaceId),
    destinationId === undefined ? undefined : eq(deliveries.destinationId, destinationId),
    eventId === undefined ? undefined : eq(deliveries.eventId, eventId),
    cursor === undefined ? undefined : lt(id, cursor),
  );
  const newest = (condition: SQL | undefined) =>
    sql`(select ${id} from ${deliveries} where ${condition} order by ${id} desc limit ${limit})`;
  if (states === undefined || states.length === 0) {
    const rows = await tx.select({ id }).from(deliveries).where(where).orderBy(desc(id)).limit(limit);
    return rows.map((row) => row.id);
  }
  const of = await idsOfDestinations(tx, workspaceId, destinationId);
  if (of.length === 0) return [];
  const parts = states.map((state) =>
    newest(and(where, isInState(state), sql`${deliveries.destinationId} = one.destination`)),
  );
  const rows = await tx.execute<{ id: string }>(sql`
    select found.id from unnest(${sql.param(`{${of.join(",")}}`)}::uuid[]) as one (destination)
    cross join lateral (${sql.join(parts, sql` union all `)}) as found order by found.id desc limit ${limit}`);
  return rows.map((row) => row.id);
}

async function idsOfDestinations(tx: Transaction, workspaceId: string, destinationId?: string) {
  if (destinationId !== undefined) return [destinationId];
  const rows = await tx
    .select({ id: destinations.id })
    .from(destinations)
    .where(eq(destinations.workspaceId, workspaceId));
  return rows.map(({ id }) => id);
}

/** @throws DomainError `delivery.not_found`, also for one of an event out of sight */
export function getDelivery(place: Place, deliveryId: string): Promise<DeliveryDetail> {
  const { workspaceId } = sightIn(place);
  return inTenant(place, async (tx) => {
    const [row] = await selectDeliveries(tx, place, eq(deliveries.id, deliveryId));
    if (!row) throw notFound("delivery");
    const attempts = await tx
      .select()
      .from(deliveryAttempts)
      .where(and(eq(deliveryAttempts.workspaceId, workspaceId), eq(deliveryAttempts.deliveryId, deliveryId)))
      .orderBy(asc(deliveryAttempts.number));
    return { ...toView(row), attemptList: attempts.map(toAttempt) };
  });
}

function toAttempt({
  workspaceId: _workspace,
  deliveryId: _delivery,
  startedAt,
  responseBody,
  ...attempt
}: typeof deliveryAttempts.$inferSelect): AttemptView {
  return {
    ...attempt,
    startedAt: startedAt.toISOString(),
    responseBody: responseBody?.toString("utf8") ?? "",
  };
}

/** The accounts of all destinations that are not deleted, by their ids. */
export function listLedgers(place: Place): Promise<Record<string, LedgerView>> {
  const { workspaceId } = sightIn(place);
  return inTenant(place, async (tx) => {
    const there = await tx
      .select({ id: destinations.id })
      .from(destinations)
      .where(and(eq(destinations.workspaceId, workspaceId), sql`${destinations.deletedAt} is null`));
    const ids = there.map(({ id }) => id);
    const known = ids.length === 0 ? new Map() : await readLedgers(tx, workspaceId, ids);
    return Object.fromEntries(ids.map((id) => [id, known.get(id) ?? emptyLedger()]));
  });
}
