import { and, eq, gt, isNull } from "drizzle-orm";
import type { Transaction } from "#db/client.ts";
import { pairings } from "#db/schema/index.ts";
import { inTenant } from "#db/tenant.ts";
import { type Actor, record } from "#server/audit/index.ts";
import { DomainError } from "#server/core/errors.ts";
import { newId } from "#server/core/ids.ts";
import { enqueue } from "#server/jobs/index.ts";
import { nudge } from "#server/live/index.ts";
import { endPairing } from "./end-pairing.ts";
import { followNumber } from "./follow-job.ts";
import { schedulePairing } from "./pairing-job.ts";
import { longestPairingMs } from "./pairing-rules.ts";
import { getNumber, newestPairing } from "./reads.ts";
import type { NumberKey } from "./save-status.ts";
import { type PairingView, toPairingView } from "./view.ts";

/** A worker that is this late with an open pairing has died; the next click gives it to another. */
const overdueMs = 60_000;
/** A start that was called this recently, and given up, may still be on its way. */
const startInFlightMs = 60_000;

/**
 * Starts to link a phone; the worker goes on from there. While a pairing is open, this returns it.
 * @throws DomainError `number.not_found`, `number.already_paired`
 */
export function startPairing(workspaceId: string, numberId: string, actor: Actor): Promise<PairingView> {
  const key = { workspaceId, numberId };
  return inTenant(workspaceId, async (tx) => {
    const number = await getNumber(tx, workspaceId, numberId);
    if (number.status === "working") throw alreadyPaired();
    const open = await resumeOpen(tx, key);
    if (open) return open;

    const now = new Date();
    const [pairing] = await tx
      .insert(pairings)
      .values({ ...key, id: newId(), state: "starting", createdAt: now, nextFetchAt: now })
      .onConflictDoNothing()
      .returning();
    // Somebody else clicked in this moment; theirs is committed by now.
    if (!pairing) return findOpen(tx, key);
    await schedulePairing(tx, pairing, (await isStarted(tx, key, number.status)) ? "look" : "start", now);
    await enqueue(tx, followNumber, key, { key: `follow-number:${numberId}`, maxAttempts: 1 });
    await record(tx, { workspaceId, actor, action: "number.pair", target: numberId });
    await nudge(tx, workspaceId, "numbers");
    return toPairingView(pairing);
  });
}

/** Whether a start is done or in flight, so that the pairing has to look before it may start the number itself. */
async function isStarted(tx: Transaction, { workspaceId, numberId }: NumberKey, status: string) {
  if (status === "starting" || status === "qr_code") return true;
  const recent = await tx
    .select({ id: pairings.id })
    .from(pairings)
    .where(
      and(
        eq(pairings.workspaceId, workspaceId),
        eq(pairings.numberId, numberId),
        gt(pairings.startCalledAt, new Date(Date.now() - startInFlightMs)),
      ),
    )
    .limit(1);
  return recent.length > 0;
}

/** The open pairing, with its work taken up again if it lies idle; null when there is none or its time is over. */
async function resumeOpen(tx: Transaction, key: NumberKey): Promise<PairingView | null> {
  const [open] = await tx
    .select()
    .from(pairings)
    .where(and(eq(pairings.numberId, key.numberId), isNull(pairings.endedAt)))
    .for("update");
  if (!open) return null;
  const nowMs = Date.now();
  if (nowMs - open.createdAt.getTime() > longestPairingMs) {
    await endPairing(tx, key, { state: "expired", failure: "timed_out" });
    return null;
  }
  const dueMs = (open.nextFetchAt ?? open.createdAt).getTime();
  if (nowMs - dueMs > overdueMs) await schedulePairing(tx, open, "look", new Date(nowMs));
  return toPairingView(open);
}

async function findOpen(tx: Transaction, { workspaceId, numberId }: NumberKey): Promise<PairingView> {
  const newest = await newestPairing(tx, workspaceId, numberId);
  if (!newest) throw new Error("A pairing was in the way and is gone.");
  return newest;
}

/**
 * Ends the open pairing, if there is one. The number keeps waiting for a scan at MoltFlow until its codes run out.
 * @throws DomainError `number.not_found`
 */
export function cancelPairing(
  workspaceId: string,
  numberId: string,
  actor: Actor,
): Promise<PairingView | null> {
  return inTenant(workspaceId, async (tx) => {
    await getNumber(tx, workspaceId, numberId);
    const wasOpen = await endPairing(
      tx,
      { workspaceId, numberId },
      { state: "expired", failure: "cancelled" },
    );
    if (wasOpen) {
      await record(tx, { workspaceId, actor, action: "number.cancel_pairing", target: numberId });
      await nudge(tx, workspaceId, "numbers");
    }
    return newestPairing(tx, workspaceId, numberId);
  });
}

const alreadyPaired = () =>
  new DomainError(
    "conflict",
    "number.already_paired",
    "This number is linked to a phone and working. To link another phone, log it out first.",
  );
