import { numbers, pairings } from "#db/schema/index.ts";

export type PairingState = (typeof pairings.$inferSelect)["state"];

/** An allowed number of the workspace. Instants are ISO 8601. */
export type NumberView = {
  id: string;
  sessionId: string;
  name: string;
  phoneNumber: string | null;
  isBusiness: boolean;
  /** stopped, starting, qr_code, working, failed, `deleted` when MoltFlow has it no longer, or a newer word. */
  status: string;
  statusAt: string;
  lastEventAt: string | null;
  /** The pairing that is going on. */
  pairing: { id: string; state: PairingState } | null;
};

/** One attempt to link a phone. */
export type PairingView = {
  id: string;
  numberId: string;
  state: PairingState;
  /** The code to scan, a PNG in base64; null before the first and once the attempt has ended. */
  qrPng: string | null;
  qrFetchedAt: string | null;
  /** When we look for a new code. */
  nextFetchAt: string | null;
  /** Why it ended without a phone: a key of `errors.moltflow.`, or cancelled, timed_out, stopped, disconnected,
   * not_allowed. */
  failure: string | null;
  startedAt: string;
  endedAt: string | null;
};

export const numberColumns = {
  id: numbers.id,
  sessionId: numbers.sessionId,
  name: numbers.name,
  phoneNumber: numbers.phoneNumber,
  isBusiness: numbers.isBusiness,
  status: numbers.status,
  statusAt: numbers.statusAt,
  lastEventAt: numbers.lastEventAt,
  pairingId: pairings.id,
  pairingState: pairings.state,
};

type NumberRow = Pick<
  typeof numbers.$inferSelect,
  Exclude<keyof typeof numberColumns, "pairingId" | "pairingState">
> & { pairingId: string | null; pairingState: PairingState | null };

export function toNumberView({ pairingId, pairingState, ...row }: NumberRow): NumberView {
  return {
    ...row,
    statusAt: row.statusAt.toISOString(),
    lastEventAt: row.lastEventAt?.toISOString() ?? null,
    pairing: pairingId && pairingState ? { id: pairingId, state: pairingState } : null,
  };
}

export function toPairingView(row: typeof pairings.$inferSelect): PairingView {
  return {
    id: row.id,
    numberId: row.numberId,
    state: row.state,
    qrPng: row.qrPng,
    qrFetchedAt: row.qrFetchedAt?.toISOString() ?? null,
    nextFetchAt: row.nextFetchAt?.toISOString() ?? null,
    failure: row.failure,
    startedAt: row.createdAt.toISOString(),
    endedAt: row.endedAt?.toISOString() ?? null,
  };
}
