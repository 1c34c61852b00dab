import { and, eq, inArray, sql } from "drizzle-orm";
import type { Queryable } from "#db/client.ts";
import { destinationLedgers } from "#db/schema/index.ts";
import type { LedgerView } from "./schemas.ts";

/** What was accepted, and what has become of it: of deliveries that are there and of those that are gone. */
export type Account = Pick<
  LedgerView,
  "accepted" | "delivered" | "waiting" | "dead" | "blocked" | "cancelled"
>;

/** Counts every delivery of a destination beside what is written of those that are gone; for a row `l` of the ledger. */
const counted = sql`(
  select l.gone_delivered + count(*) filter (where d.state = 'delivered') as delivered,
    count(*) filter (where d.state in ('pending', 'delivering', 'failed')) as waiting,
    l.gone_dead + count(*) filter (where d.state = 'dead') as dead,
    l.gone_blocked + count(*) filter (where d.state = 'blocked') as blocked,
    l.gone_cancelled + count(*) filter (where d.state = 'cancelled') as cancelled
  from deliveries d where d.workspace_id = l.workspace_id and d.destination_id = l.destination_id)`;

type CountedRow = Record<keyof Account, string>;

const toAccount = (row: CountedRow): Account => ({
  ...{ accepted: Number(row.accepted), delivered: Number(row.delivered), waiting: Number(row.waiting) },
  ...{ dead: Number(row.dead), blocked: Number(row.blocked), cancelled: Number(row.cancelled) },
});

export const isBalanced = ({ accepted, delivered, waiting, dead, blocked, cancelled }: Account): boolean =>
  accepted === delivered + waiting + dead + blocked + cancelled;

/**
 * Counts a destination's account in one snapshot: its deliveries each, by their index, about a second for a million.
 * @returns null for one that was never given anything
 */
export async function countAccount(
  tx: Queryable,
  workspaceId: string,
  destinationId: string,
): Promise<Account | null> {
  const [row] = await tx.execute<CountedRow>(sql`
    select l.accepted, c.* from destination_ledgers l cross join lateral ${counted} c
    where l.workspace_id = ${workspaceId} and l.destination_id = ${destinationId}`);
  return row ? toAccount(row) : null;
}

/** Up to so many deliveries that are there, a page counts them each; above, what the last check found has to do. */
const countedForPages = 20_000;

/** Accounts of a workspace's destinations, for pages: those of which nothing was ever accepted are left out. */
export async function readLedgers(
  tx: Queryable,
  workspaceId: string,
  destinationIds?: readonly string[],
): Promise<Map<string, LedgerView>> {
  const l = destinationLedgers;
  const rows = await tx
    .select()
    .from(l)
    .where(
      and(eq(l.workspaceId, workspaceId), destinationIds && inArray(l.destinationId, [...destinationIds])),
    );
  const views = new Map<string, LedgerView>();
  for (const row of rows) views.set(row.destinationId, await toView(tx, row));
  return views;
}

type LedgerRow = typeof destinationLedgers.$inferSelect;

async function toView(tx: Queryable, row: LedgerRow): Promise<LedgerView> {
  const gone = row.goneDelivered + row.goneDead + row.goneBlocked + row.goneCancelled;
  const few = row.accepted - gone <= countedForPages;
  const account =
    (few ? await countAccount(tx, row.workspaceId, row.destinationId) : await inferAccount(tx, row)) ??
    emptyLedger();
  return {
    ...account,
    balanced: isBalanced(account) && row.unbalancedAt === null,
    checkedAt: row.checkedAt?.toISOString() ?? null,
  };
}

/** Counts what waits and what did not arrive, which are few and have an index; the rest of it was delivered. */
async function inferAccount(tx: Queryable, row: LedgerRow): Promise<Account> {
  const ofState = (states: string) =>
    sql`(select count(*) from deliveries where workspace_id = ${row.workspaceId}
      and destination_id = ${row.destinationId} and state in ${sql.raw(states)})`;
  const [found] = await tx.execute<Record<"waiting" | "dead" | "blocked" | "cancelled", string>>(sql`
    select ${ofState("('pending', 'delivering', 'failed')")} as waiting, ${ofState("('dead')")} as dead,
      ${ofState("('blocked')")} as blocked, ${ofState("('cancelled')")} as cancelled`);
  const [waiting, dead, blocked, cancelled] = [
    Number(found?.waiting ?? 0),
    Number(found?.dead ?? 0) + row.goneDead,
    Number(found?.blocked ?? 0) + row.goneBlocked,
    Number(found?.cancelled ?? 0) + row.goneCancelled,
  ];
  const delivered = row.accepted - waiting - dead - blocked - cancelled;
  return { accepted: row.accepted, delivered, waiting, dead, blocked, cancelled };
}

export const emptyLedger = (): LedgerView => ({
  ...{ accepted: 0, delivered: 0, waiting: 0, dead: 0, blocked: 0, cancelled: 0 },
  ...{ balanced: true, checkedAt: null },
});
