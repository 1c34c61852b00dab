import { and, eq, isNull } from "drizzle-orm";
import { z } from "zod";
import type { Queryable, Transaction } from "#db/client.ts";
import { numbers, pairings } from "#db/schema/index.ts";
import { inTenant } from "#db/tenant.ts";
import { moltflowFor } from "#server/connections/index.ts";
import { idSchema } from "#server/core/ids.ts";
import { defineJob, enqueue } from "#server/jobs/index.ts";
import { nudge } from "#server/live/index.ts";
import { type MoltflowClient, MoltflowError } from "#server/moltflow/index.ts";
import { endPairing } from "./end-pairing.ts";
import {
  type CallResult,
  earliestCallMs,
  longestPairingMs,
  type PairingCall,
  type PairingPlan,
  planAfter,
} from "./pairing-rules.ts";
import { scheduleRefresh } from "./refresh-job.ts";
import { saveStatus } from "./save-status.ts";

const payload = z.object({
  workspaceId: idSchema,
  pairingId: idSchema,
  call: z.enum(["start", "qr", "look"]),
});
type Payload = z.infer<typeof payload>;
type PairingRow = typeof pairings.$inferSelect;

/**
 * Walks a pairing, one upstream call a run; each run schedules the next. However many screens look on, a pairing costs
 * at most four calls a minute, and `start` is called once.
 */
export const pairNumber = defineJob<Payload>({ name: "pair-number", payload, run: walk });

type PairingKey = Pick<PairingRow, "workspaceId" | "id">;

async function change(tx: Queryable, { workspaceId, id }: PairingKey, changes: Partial<PairingRow>) {
  const itself = and(eq(pairings.workspaceId, workspaceId), eq(pairings.id, id));
  await tx.update(pairings).set(changes).where(itself);
}

/** Plans the pairing's next call; it replaces one that was planned before. */
export async function schedulePairing(tx: Queryable, pairing: PairingKey, call: PairingCall, at: Date) {
  const { workspaceId, id } = pairing;
  await change(tx, pairing, { nextFetchAt: at });
  const options = { key: `pair-number:${id}`, runAt: at };
  await enqueue(tx, pairNumber, { workspaceId, pairingId: id, call }, options);
}

async function walk(wish: Payload): Promise<void> {
  const { workspaceId } = wish;
  const claim = await inTenant(workspaceId, (tx) => claimCall(tx, wish));
  if (!claim) return;
  const at = new Date();
  const result = await callSession(
    await moltflowFor(
      workspaceId,
      { class: "send", member: null, place: `pairing:${wish.pairingId}` },
      { retries: 0 },
    ),
    claim,
  );
  await inTenant(workspaceId, (tx) => settle(tx, wish, result, at));
}

type Claim = { call: PairingCall; sessionId: string };

/** Finds the pairing while it is open and keeps others off it until commit. */
async function lockOpen(tx: Transaction, { workspaceId, pairingId }: Payload): Promise<PairingRow | null> {
  const [row] = await tx
    .select()
    .from(pairings)
    .where(and(eq(pairings.workspaceId, workspaceId), eq(pairings.id, pairingId), isNull(pairings.endedAt)))
    .for("update");
  return row ?? null;
}

/** Puts the call on record before it is made; null when it may not be made, or not yet. */
async function claimCall(tx: Transaction, wish: Payload): Promise<Claim | null> {
  const pairing = await lockOpen(tx, wish);
  if (!pairing) return null;
  const { workspaceId, numberId, startCalledAt } = pairing;
  const [number] = await tx
    .select({ sessionId: numbers.sessionId, allowed: numbers.allowed })
    .from(numbers)
    .where(and(eq(numbers.workspaceId, workspaceId), eq(numbers.id, numberId)));
  if (!number?.allowed) {
    await end(tx, pairing, { state: "failed", failure: "not_allowed" });
    return null;
  }
  // A start that is on record was made, or died on the way: only a look tells, never a second start.
  const call = wish.call === "start" && startCalledAt ? "look" : wish.call;
  const now = new Date();
  const earliestMs = earliestCallMs(pairing.callsAt.map(Date.parse), now.getTime());
  if (earliestMs > now.getTime()) {
    await schedulePairing(tx, pairing, call, new Date(earliestMs));
    return null;
  }
  const callsAt = [...pairing.callsAt, now.toISOString()];
  const changes = call === "start" ? { callsAt, startCalledAt: now } : { callsAt };
  await change(tx, pairing, changes);
  return { call, sessionId: number.sessionId };
}

/** @throws what is not MoltFlow's; then the job runs again */
async function callSession(client: MoltflowClient, { call, sessionId }: Claim): Promise<CallResult> {
  try {
    if (call === "qr") return { call, qr: await client.getSessionQr(sessionId) };
    const session = await (call === "start" ? client.startSession(sessionId) : client.getSession(sessionId));
    return { call, session };
  } catch (error) {
    if (error instanceof MoltflowError) return { call, error };
    throw error;
  }
}

/** Writes what the call brought, and plans the next or ends the pairing. @param at when the call began */
async function settle(tx: Transaction, wish: Payload, result: CallResult, at: Date): Promise<void> {
  const pairing = await lockOpen(tx, wish);
  if (!pairing) return;
  const now = new Date();
  const plan = planAfter(result, pairing.startCalledAt !== null, now.getTime());
  await keepHeard(tx, pairing, plan, at);
  const isOver = now.getTime() - pairing.createdAt.getTime() > longestPairingMs;
  if ("end" in plan.next) await end(tx, pairing, plan.next.end);
  else if (isOver) {
    await end(tx, pairing, { state: "expired", failure: "timed_out" });
    // Nobody watches any more, so what the screens show must not stay at the last step of the pairing.
    await scheduleRefresh(tx, { workspaceId: pairing.workspaceId, numberId: pairing.numberId });
  } else {
    const { qrPng, startRefused } = plan;
    if (qrPng) await change(tx, pairing, { state: "waiting_for_scan", qrPng, qrFetchedAt: now });
    if (startRefused) await change(tx, pairing, { startCalledAt: null });
    await schedulePairing(tx, pairing, plan.next.call, new Date(plan.next.atMs));
  }
  await nudge(tx, pairing.workspaceId, "numbers");
}

async function keepHeard(
  tx: Transaction,
  { workspaceId, numberId }: PairingRow,
  plan: PairingPlan,
  at: Date,
) {
  if (!plan.heard) return;
  const [number] = await tx.select({ status: numbers.status }).from(numbers).where(eq(numbers.id, numberId));
  // Seeing the same state again must not make a scan's event, which tells whole seconds, look old.
  const isNews = number?.status !== plan.heard.status || plan.heard.status === "working";
  if (isNews) await saveStatus(tx, { workspaceId, numberId }, plan.heard, at);
}

async function end(
  tx: Transaction,
  pairing: PairingRow,
  how: Parameters<typeof endPairing>[2],
): Promise<void> {
  await endPairing(tx, pairing, how);
  await nudge(tx, pairing.workspaceId, "numbers");
}
