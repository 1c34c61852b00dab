import { and, eq, isNull } from "drizzle-orm";
import type { Queryable } from "#db/client.ts";
import { pairings } from "#db/schema/index.ts";
import { record } from "#server/audit/index.ts";
import type { NumberKey } from "./save-status.ts";
import type { PairingState } from "./view.ts";

export type PairingEnd = {
  state: Extract<PairingState, "connected" | "expired" | "failed">;
  /** As `PairingView.failure`. */
  failure: string | null;
};

/** Ends the number's open pairing, if there is one, and deletes its code. @returns whether there was one */
export async function endPairing(
  tx: Queryable,
  { workspaceId, numberId }: NumberKey,
  { state, failure }: PairingEnd,
): Promise<boolean> {
  const ended = await tx
    .update(pairings)
    .set({ state, failure, qrPng: null, nextFetchAt: null, endedAt: new Date() })
    .where(
      and(eq(pairings.workspaceId, workspaceId), eq(pairings.numberId, numberId), isNull(pairings.endedAt)),
    )
    .returning({ id: pairings.id });
  if (ended.length === 0) return false;
  if (state === "connected") {
    const actor = { kind: "system" } as const;
    await record(tx, { workspaceId, actor, action: "number.paired", target: numberId });
  }
  return true;
}
