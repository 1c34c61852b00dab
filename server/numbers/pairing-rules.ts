import { MoltflowError, type Session, type SessionQr } from "#server/moltflow/index.ts";
import type { PairingEnd } from "./end-pairing.ts";
import type { Heard } from "./save-status.ts";

/** What a pairing may ask MoltFlow: boot the engine, show the code, tell the session's state. */
export type PairingCall = "start" | "qr" | "look";

/** At most this many calls a pairing in any minute; the spare second is for clocks and networks. */
const callsPerWindow = 4;
const windowMs = 61_000;

/** The first code lives 60 s, later ones 20 s: we look this often for the next. */
const renewalMs = 15_000;
/** An engine takes a moment to boot before it has a code. */
const bootMs = 2_000;
/** Six codes live 160 s. Whoever has not scanned by then gets no more of the request budget. */
export const longestPairingMs = 180_000;

/** What MoltFlow answered, or how it failed. */
export type CallResult =
  | { call: "start"; session: Session | null }
  | { call: "look"; session: Session }
  | { call: "qr"; qr: SessionQr }
  | { call: PairingCall; error: MoltflowError };

export type PairingPlan = {
  /** The call to make next, unless the pairing ends. */
  next: { call: PairingCall; atMs: number } | { end: PairingEnd };
  heard?: Heard;
  qrPng?: string;
  /** MoltFlow surely did not start the number, so `start` may be called again. */
  startRefused?: true;
};

/** When the next call may go out: now, or when the oldest of the last four is a minute old. */
export function earliestCallMs(callsAtMs: number[], nowMs: number): number {
  const recent = callsAtMs.filter((atMs) => atMs > nowMs - windowMs).toSorted((a, b) => a - b);
  const blocking = recent.at(-callsPerWindow);
  return blocking === undefined ? nowMs : blocking + windowMs;
}

/** Decides what follows from a result. `hasStarted`: this pairing has called `start`. */
export function planAfter(result: CallResult, nowMs: number, hasStarted: boolean): PairingPlan {
  if ("error" in result) return planAfterError(result.call, result.error, nowMs);
  if (result.call === "qr") {
    const next = { call: "qr", atMs: nowMs + renewalMs } as const;
    return { next, heard: { status: "qr_code" }, qrPng: result.qr.base64 };
  }
  if (result.call === "start" && result.session?.status !== "working") {
    const heard = result.session ?? { status: "starting" };
    return { next: { call: "qr", atMs: nowMs + bootMs }, heard };
  }
  return result.session ? planAfterLook(result.session, nowMs, hasStarted) : { next: { call: "look", atMs: nowMs } };
}
