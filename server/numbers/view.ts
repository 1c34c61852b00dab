import { numberDrops, numbers, pairings, users } from "#db/schema/index.ts";
import { healthOf, type NumberHealth } from "./health.ts";

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
  health: NumberHealth;
  workingSince: string | null;
  /** When something last showed that it works: a contact's message, or a send that was confirmed. */
  provenAt: string | null;
  provenBy: "inbound" | "sent" | null;
  /** Since when it does not work, if it did before. */
  droppedAt: string | null;
  /** Who has the phone; null when nobody was named. */
  holder: { userId: string; name: string } | null;
  /** Null until it was set here or MoltFlow told it. */
  autoTranscribe: boolean | null;
  /** Since when the plan has no room for it: what arrives is stored, nothing is sent. */
  frozenAt: string | null;
  /** The pairing that is going on. */
  pairing: { id: string; state: PairingState } | null;
};

/** A time in which a number that worked did not. `asked`: somebody here stopped or restarted it. */
export type DropView = {
  id: string;
  status: string;
  reason: string | null;
  asked: boolean;
  droppedAt: string;
  recoveredAt: string | null;
  /** When people were told. */
  alertedAt: string | null;
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
  workingSince: numbers.workingSince,
  provenAt: numbers.provenAt,
  provenBy: numbers.provenBy,
  autoTranscribe: numbers.autoTranscribe,
  frozenAt: numbers.frozenAt,
  droppedAt: numberDrops.droppedAt,
  holderId: users.id,
  holderName: users.name,
  holderEmail: users.email,
  pairingId: pairings.id,
  pairingState: pairings.state,
};

type NumberRow = Pick<
  typeof numbers.$inferSelect,
  Exclude<
    keyof typeof numberColumns,
    "pairingId" | "pairingState" | "droppedAt" | "holderId" | "holderName" | "holderEmail"
  >
> & {
  pairingId: string | null;
  pairingState: PairingState | null;
  droppedAt: Date | null;
  holderId: string | null;
  holderName: string | null;
  holderEmail: string | null;
};

export function toNumberView(joined: NumberRow): NumberView {
  const { pairingId, pairingState, droppedAt, holderId, holderName, holderEmail, ...row } = joined;
  return {
    ...row,
    health: healthOf(row, new Date()),
    workingSince: row.workingSince?.toISOString() ?? null,
    provenAt: row.provenAt?.toISOString() ?? null,
    droppedAt: droppedAt?.toISOString() ?? null,
    // Who has left is no longer seen through the wall around `users`.
    holder: holderId === null ? null : { userId: holderId, name: holderName ?? holderEmail ?? "" },
    statusAt: row.statusAt.toISOString(),
    frozenAt: row.frozenAt?.toISOString() ?? null,
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
