import { and, eq, sql } from "drizzle-orm";
import type { Queryable } from "#db/client.ts";
import { numbers } from "#db/schema/index.ts";
import { nudge } from "#server/live/index.ts";
import { endPairing } from "./end-pairing.ts";

export type SessionEvent = {
  workspaceId: string;
  sessionId: string;
  /** `session.connected` or `session.disconnected`. */
  event: string;
  status: string | null | undefined;
  phoneNumber: string | null | undefined;
  /** When it happened, by MoltFlow's clock, which tells whole seconds. */
  at: Date;
};

/**
 * Brings a number up to date with an event of its session; connecting ends its pairing at once. An event that is older
 * than what is known of the number changes nothing, so order and repetition of events do not matter.
 */
export async function applySessionEvent(tx: Queryable, heard: SessionEvent): Promise<void> {
  const { workspaceId, sessionId, phoneNumber, at } = heard;
  const isConnected = heard.event === "session.connected";
  const status = heard.status ?? (isConnected ? "working" : "stopped");
  const instant = sql`${at.toISOString()}::timestamptz`;
  const [number] = await tx
    .update(numbers)
    .set({
      status,
      statusAt: sql`greatest(${numbers.statusAt}, ${instant})`,
      ...(phoneNumber && { phoneNumber }),
    })
    .where(
      and(
        eq(numbers.workspaceId, workspaceId),
        eq(numbers.sessionId, sessionId),
        // Events tell whole seconds: one of the second in which we last looked counts as newer.
        sql`date_trunc('second', ${numbers.statusAt}) <= ${instant}`,
      ),
    )
    .returning({ id: numbers.id });
  if (!number) return;
  const isWorking = isConnected && status === "working";
  if (isWorking)
    await endPairing(tx, { workspaceId, numberId: number.id }, { state: "connected", failure: null });
  await nudge(tx, workspaceId, "numbers");
}
