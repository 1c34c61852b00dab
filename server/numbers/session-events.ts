import { and, eq } from "drizzle-orm";
import type { Queryable } from "#db/client.ts";
import { numbers } from "#db/schema/index.ts";
import { nudge } from "#server/live/index.ts";
import { endPairing } from "./end-pairing.ts";
import { changeStatus } from "./save-status.ts";

export type SessionEvent = {
  workspaceId: string;
  sessionId: string;
  /** `session.connected` or `session.disconnected`. */
  event: string;
  status: string | null | undefined;
  phoneNumber: string | null | undefined;
  /** Why it was disconnected, if MoltFlow says. */
  reason?: string | null | undefined;
  /** When it happened, by MoltFlow's clock, which tells whole seconds. */
  at: Date;
};

const wholeSecond = (at: Date): number => Math.floor(at.getTime() / 1000) * 1000;

/**
 * Brings a number up to date with an event of its session; connecting ends its pairing at once. An event that is older
 * than what is known of the number changes nothing, so order and repetition of events do not matter.
 */
export async function applySessionEvent(tx: Queryable, heard: SessionEvent): Promise<void> {
  const { workspaceId, sessionId, phoneNumber, reason, at } = heard;
  const isConnected = heard.event === "session.connected";
  const status = heard.status ?? (isConnected ? "working" : "stopped");
  const numberId = await changeStatus(
    tx,
    and(eq(numbers.workspaceId, workspaceId), eq(numbers.sessionId, sessionId)),
    { status, reason: reason ?? null, ...(phoneNumber && { phoneNumber }) },
    at,
    // Events tell whole seconds: one of the second in which we last looked counts as newer.
    (statusAt) => wholeSecond(statusAt) <= at.getTime(),
  );
  if (numberId === null) return;
  const isWorking = isConnected && status === "working";
  if (isWorking) await endPairing(tx, { workspaceId, numberId }, { state: "connected", failure: null });
  await nudge(tx, workspaceId, "numbers");
}
