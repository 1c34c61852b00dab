import { setTimeout as sleep } from "node:timers/promises";
import { eq } from "drizzle-orm";
import type { Transaction } from "#db/client.ts";
import { budgetTurns } from "#db/schema/index.ts";
import { newId } from "#server/core/ids.ts";
import { forecast } from "./forecast.ts";
import { type Budget, countedMs, grantTurns, nextChangeMs, type Waiting } from "./schedule.ts";
import {
  forgetTurns,
  inBudget,
  keyOf,
  type Loaded,
  rememberedMs,
  saveBudget,
  saveGranted,
  type Tenant,
} from "./store.ts";
import type { Turn } from "./turn.ts";

/** Somebody who waits in front of a screen waits this long at most. */
const longestWaitMs = 8_000;
/** A job comes again rather than keep a worker from other work. */
const jobWaitMs = 2_500;
/** Renewed while it waits; a process that dies is out of the line after that. */
const presenceMs = 5_000;
/** Another process may give us our turn, so look at least this often. */
const longestSleepMs = 1_000;
/** A job may come back this much after its time and still find its place. */
const lateJobMs = 30_000;
/** Told when nobody can say when a turn comes. */
const farMs = 10 * 60_000;

/** There is no turn for the call within the time it can wait; `cause` is whoever else said so. */
export class BudgetWait extends Error {
  override readonly name = "BudgetWait";
  /** When its turn would come, in epoch milliseconds. */
  readonly retryAtMs: number;

  constructor(retryAtMs: number, cause?: unknown) {
    super("MoltFlow's requests of this minute are used up.", { cause });
    this.retryAtMs = retryAtMs;
  }
}

/**
 * Whose call it is. `lane` is the member or, for Moltdesk's own calls, the workspace. `waitedMs` is what it waited for
 * elsewhere before.
 */
export type Ask = Omit<Turn, "member"> & { lane: string; waitedMs?: number };

/** How long a call waits for its turn in all. */
export const patienceMs = ({ place }: Pick<Ask, "place">): number =>
  place === undefined ? longestWaitMs : jobWaitMs;

/**
 * Waits in the line of the account until the call may go. A turn is used once, for the call that follows at once.
 * @returns the turn's id, for what the answer teaches
 * @throws BudgetWait
 */
export async function takeTurn(tenant: Tenant, ask: Ask): Promise<string> {
  const waitMs = patienceMs(ask) - (ask.waitedMs ?? 0);
  const startMs = Date.now();
  let ticket: string | null = null;
  for (;;) {
    const leftMs = waitMs - (Date.now() - startMs);
    const step = await inBudget(tenant, (tx, loaded) => stand(tx, tenant, { ask, ticket, leftMs }, loaded));
    if ("turn" in step) return step.turn;
    if ("refusedForMs" in step) throw new BudgetWait(Date.now() + step.refusedForMs);
    ticket = step.ticket;
    await sleep(step.sleepMs);
  }
}

type Standing = { ask: Ask; ticket: string | null; leftMs: number };
type Step = { turn: string } | { refusedForMs: number } | { ticket: string; sleepMs: number };

/** One look from the line: stands in it if need be, gives turns to whoever may have one, and says what is next. */
async function stand(tx: Transaction, tenant: Tenant, standing: Standing, loaded: Loaded): Promise<Step> {
  const { nowMs, turns } = loaded;
  const known = turns.find(({ id }) => id === standing.ticket);
  // Another process gave us our turn since we looked.
  if (known?.grantedAt) return { turn: known.id };
  const own = await keepPlace(tx, tenant, standing, loaded);
  const others = loaded.budget.waiting.filter(({ id }) => id !== own.id);
  const granted = grantTurns({ ...loaded.budget, waiting: [...others, own] }, nowMs);
  await saveGranted(tx, granted.turns, nowMs);
  await saveBudget(tx, tenant, { ...loaded, budget: granted.budget });
  await forgetTurns(tx, loaded);
  if (granted.turns.some(({ id }) => id === own.id)) return { turn: own.id };

  const changeMs = nextChangeMs(granted.budget, nowMs) ?? nowMs + farMs;
  // Nothing can change in time, so waiting would be for nothing.
  if (changeMs - nowMs > standing.leftMs) return leave(tx, own, granted.budget, nowMs);
  return { ticket: own.id, sleepMs: Math.min(Math.max(changeMs - nowMs, 1), longestSleepMs) };
}

/** Stands in line, at the place that a job left before. A place that somebody else stands at now is not ours. */
async function keepPlace(
  tx: Transaction,
  tenant: Tenant,
  { ask, ticket }: Standing,
  { turns, nowMs }: Loaded,
): Promise<Waiting & { place: string | null }> {
  const presentUntil = new Date(nowMs + presenceMs);
  const atPlace = turns.find(
    (turn) => ask.place !== undefined && turn.place === ask.place && !turn.grantedAt,
  );
  const isFree = !atPlace || atPlace.id === ticket || atPlace.presentUntil.getTime() <= nowMs;
  const known = turns.find(({ id }) => id === ticket) ?? (isFree ? atPlace : undefined);
  const { class: of, lane, sessionId = null } = ask;
  const place = isFree ? (ask.place ?? null) : null;
  const id = known?.id ?? newId();
  const queuedAt = known?.queuedAt ?? new Date(nowMs);
  const row = { id, class: of, lane, sessionId, place, queuedAt, presentUntil, keptUntil: presentUntil };
  if (known) await tx.update(budgetTurns).set(row).where(eq(budgetTurns.id, id));
  else await tx.insert(budgetTurns).values({ ...row, tenantKey: keyOf(tenant) });
  return { id, class: of, lane, sessionId, place, queuedAtMs: queuedAt.getTime(), present: true };
}

/** Gives up for now. A job's place is kept until it comes again. */
async function leave(
  tx: Transaction,
  own: Waiting & { place: string | null },
  budget: Budget,
  nowMs: number,
): Promise<Step> {
  const atMs = forecast(budget, nowMs).get(own.id) ?? nowMs + farMs;
  if (own.place === null) await tx.delete(budgetTurns).where(eq(budgetTurns.id, own.id));
  else {
    const away = { presentUntil: new Date(nowMs), keptUntil: new Date(atMs + lateJobMs) };
    await tx.update(budgetTurns).set(away).where(eq(budgetTurns.id, own.id));
  }
  return { refusedForMs: Math.max(atMs - nowMs, 1) };
}

/** Puts calls that were made before it was known whose account they go to on that account's minute. */
export function chargeCalls(tenant: Tenant, ask: Ask, calls: number): Promise<void> {
  return inBudget(tenant, async (tx, loaded) => {
    const at = new Date(loaded.nowMs);
    const keptUntil = new Date(loaded.nowMs + rememberedMs);
    const rows = Array.from({ length: calls }, () => ({
      ...{ tenantKey: keyOf(tenant), id: newId(), class: ask.class, lane: ask.lane, queuedAt: at },
      ...{ presentUntil: at, keptUntil, grantedAt: at, countsUntil: new Date(loaded.nowMs + countedMs) },
    }));
    if (rows.length > 0) await tx.insert(budgetTurns).values(rows);
    await saveBudget(tx, tenant, loaded);
  });
}
