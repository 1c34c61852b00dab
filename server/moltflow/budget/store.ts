import { and, eq, inArray, isNull, sql } from "drizzle-orm";
import { systemDb, type Transaction } from "#db/client.ts";
import { budgetTenants, budgetTurns, connections } from "#db/schema/index.ts";
import { nudge } from "#server/live/index.ts";
import type { Budget, Granted, Waiting } from "./schedule.ts";
import { type BudgetClass, budgetClasses } from "./turn.ts";

/** A MoltFlow account: `baseUrl` and MoltFlow's id of it, which workspaces may share. */
export type Tenant = {
  baseUrl: string;
  upstreamTenantId: string;
  /** What the plan allows, until a live connection tells. */
  requestsPerMinute: number;
};

export const keyOf = ({ baseUrl, upstreamTenantId }: Pick<Tenant, "baseUrl" | "upstreamTenantId">) =>
  `${baseUrl} ${upstreamTenantId}`;

type TenantRow = typeof budgetTenants.$inferSelect;
export type TurnRow = typeof budgetTurns.$inferSelect;

/** The account's budget, locked until commit if it is to be changed; `nowMs` is the database's clock, one for all processes. */
export type Loaded = { budget: Budget; turns: TurnRow[]; nowMs: number; nudgedAtMs: number };

/** How long a turn is remembered, for the order of lanes and for the screen. */
export const rememberedMs = 2 * 60_000;
/** What changes sooner after the last nudge is found by whoever looks again then. */
export const nudgeEveryMs = 2_000;

/** Works on the account's budget, one process at a time. */
export function inBudget<T>(
  tenant: Tenant,
  work: (tx: Transaction, loaded: Loaded) => Promise<T>,
): Promise<T> {
  return systemDb().transaction(async (tx) => {
    const row = await lock(tx, tenant);
    const perMinute = await allowed(tx, tenant, row.perMinute);
    return work(tx, await load(tx, { ...row, perMinute }));
  });
}

/** As it is now, for looking only; null when no call was ever made. */
export async function readBudgetOf(tenant: Tenant): Promise<Loaded | null> {
  const [row] = await systemDb()
    .select()
    .from(budgetTenants)
    .where(eq(budgetTenants.key, keyOf(tenant)));
  return row
    ? load(systemDb(), { ...row, perMinute: await allowed(systemDb(), tenant, row.perMinute) })
    : null;
}

async function lock(tx: Transaction, tenant: Tenant): Promise<TenantRow> {
  const key = keyOf(tenant);
  const find = () => tx.select().from(budgetTenants).where(eq(budgetTenants.key, key)).for("update");
  const [known] = await find();
  if (known) return known;
  await tx.insert(budgetTenants).values({ key, perMinute: tenant.requestsPerMinute }).onConflictDoNothing();
  const [made] = await find();
  if (!made) throw new Error("A budget went away while it was made.");
  return made;
}

/** When connections of one account disagree, because one has not looked since the plan changed, the lowest known wins. */
async function allowed(tx: Pick<Transaction, "select">, tenant: Tenant, lastKnown: number): Promise<number> {
  const { requestsPerMinute, plan } = connections;
  const [live] = await tx
    .select({
      known: sql<number | null>`min(${requestsPerMinute}) filter (where ${plan} is not null)`,
      any: sql<number | null>`min(${requestsPerMinute})`,
    })
    .from(connections)
    .where(
      and(
        eq(connections.baseUrl, tenant.baseUrl),
        eq(connections.upstreamTenantId, tenant.upstreamTenantId),
        isNull(connections.disconnectedAt),
      ),
    );
  return Math.max(1, live?.known ?? live?.any ?? lastKnown);
}

const at = (instant: Date | null) => instant?.getTime() ?? 0;

async function load(tx: Pick<Transaction, "select">, row: TenantRow): Promise<Loaded> {
  const rows = await tx
    .select({ turn: budgetTurns, nowMs: sql`extract(epoch from clock_timestamp()) * 1000`.mapWith(Number) })
    .from(sql`(select 1) as one`)
    .leftJoin(budgetTurns, eq(budgetTurns.tenantKey, row.key));
  const nowMs = Math.floor(rows[0]?.nowMs ?? 0);
  const turns = rows.flatMap(({ turn }) => turn ?? []);
  return { budget: budgetOf(row, turns, nowMs), turns, nowMs, nudgedAtMs: at(row.nudgedAt) };
}

function budgetOf(row: TenantRow, turns: TurnRow[], nowMs: number): Budget {
  const kept = turns.filter(({ keptUntil }) => keptUntil.getTime() > nowMs);
  const passed = (of: BudgetClass) => row.passedOver[of] ?? 0;
  return {
    perMinute: row.perMinute,
    foreign: { calls: row.foreignCalls, untilMs: at(row.foreignUntil) },
    pausedUntilMs: at(row.pausedUntil),
    pacedUntilMs: at(row.pacedUntil),
    passedOver: { send: 0, read: passed("read"), sync: passed("sync"), bulk: passed("bulk") },
    sessionPauses: Object.fromEntries(
      Object.entries(row.sessionPauses).map(([sessionId, until]) => [sessionId, Date.parse(until)]),
    ),
    granted: kept.flatMap((turn) => grantedOf(turn)),
    waiting: kept.flatMap((turn) => (turn.grantedAt ? [] : [waitingOf(turn, nowMs)])),
  };
}

const classOf = (text: string): BudgetClass => budgetClasses.find((known) => known === text) ?? "bulk";

function grantedOf({ id, class: of, lane, grantedAt, countsUntil }: TurnRow): Granted[] {
  if (!grantedAt) return [];
  return [{ id, class: classOf(of), lane, atMs: grantedAt.getTime(), countsUntilMs: at(countsUntil) }];
}

const waitingOf = (turn: TurnRow, nowMs: number): Waiting => ({
  id: turn.id,
  class: classOf(turn.class),
  lane: turn.lane,
  sessionId: turn.sessionId,
  queuedAtMs: turn.queuedAt.getTime(),
  present: turn.presentUntil.getTime() > nowMs,
});

const instant = (ms: number) => (ms === 0 ? null : new Date(ms));

/** Writes what decides on the next turns. Turns themselves are written by {@link saveGranted}. */
export async function saveBudget(
  tx: Transaction,
  tenant: Tenant,
  { budget, nowMs, nudgedAtMs }: Omit<Loaded, "turns">,
): Promise<void> {
  const pauses = Object.entries(budget.sessionPauses).filter(([, untilMs]) => untilMs > nowMs);
  const nudges = nowMs - nudgedAtMs >= nudgeEveryMs;
  await tx
    .update(budgetTenants)
    .set({
      perMinute: budget.perMinute,
      foreignCalls: budget.foreign.calls,
      foreignUntil: instant(budget.foreign.untilMs),
      pausedUntil: instant(budget.pausedUntilMs),
      pacedUntil: instant(budget.pacedUntilMs),
      passedOver: { ...budget.passedOver },
      sessionPauses: Object.fromEntries(
        pauses.map(([sessionId, ms]) => [sessionId, new Date(ms).toISOString()]),
      ),
      ...(nudges && { nudgedAt: new Date(nowMs) }),
    })
    .where(eq(budgetTenants.key, keyOf(tenant)));
  if (nudges) await nudgeSharers(tx, tenant);
}

async function nudgeSharers(tx: Transaction, { baseUrl, upstreamTenantId }: Tenant): Promise<void> {
  const sharers = await tx
    .select({ workspaceId: connections.workspaceId })
    .from(connections)
    .where(
      and(
        eq(connections.baseUrl, baseUrl),
        eq(connections.upstreamTenantId, upstreamTenantId),
        isNull(connections.disconnectedAt),
      ),
    );
  for (const { workspaceId } of sharers) await nudge(tx, workspaceId, "budget");
}

/** Writes turns that were given just now: seldom more than one or two. */
export async function saveGranted(tx: Transaction, turns: Granted[], nowMs: number): Promise<void> {
  const keptUntil = new Date(nowMs + rememberedMs);
  for (const { id, atMs, countsUntilMs } of turns) {
    await tx
      .update(budgetTurns)
      .set({ grantedAt: new Date(atMs), countsUntil: new Date(countsUntilMs), keptUntil })
      .where(eq(budgetTurns.id, id));
  }
}

/** Forgets turns that tell nothing any more. */
export async function forgetTurns(tx: Transaction, { turns, nowMs }: Loaded): Promise<void> {
  const gone = turns.filter(({ keptUntil }) => keptUntil.getTime() <= nowMs).map(({ id }) => id);
  if (gone.length > 0) await tx.delete(budgetTurns).where(inArray(budgetTurns.id, gone));
}
