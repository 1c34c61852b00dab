import type { MoltflowError, Session, SessionQr } from "#server/moltflow/index.ts";
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

/** What MoltFlow answered, or how it failed. `session` is null when it accepted without telling the state. */
export type CallResult = { call: PairingCall } & (
  | { session: Session | null }
  | { qr: SessionQr }
  | { error: MoltflowError }
);

/** What follows from a result; `heard` is what it told of the number. */
export type PairingPlan = {
  next: { call: PairingCall; atMs: number } | { end: PairingEnd };
  heard?: Heard;
  qrPng?: string;
  /** MoltFlow surely did not start the number, so `start` may be called again. */
  startRefused?: true;
};

/** When the next call may go out: now, or when the oldest of the last four has left the window. */
export function earliestCallMs(callsAtMs: number[], nowMs: number): number {
  const blocking = callsAtMs.toSorted((a, b) => a - b).at(-callsPerWindow);
  return blocking === undefined ? nowMs : Math.max(nowMs, blocking + windowMs);
}

/** Decides what comes after a call. `hasStarted` says whether this pairing has called `start`. */
export function planAfter(result: CallResult, hasStarted: boolean, nowMs: number): PairingPlan {
  if ("error" in result) return planAfterError(result.call, result.error, nowMs);
  if ("qr" in result) {
    const next = { call: "qr", atMs: nowMs + renewalMs } as const;
    return { next, heard: { status: "qr_code" }, qrPng: result.qr.base64 };
  }
  const heard = result.session ?? { status: "starting" };
  return { next: nextAfterStatus(result.call, heard.status, hasStarted, nowMs), heard };
}

function nextAfterStatus(
  call: PairingCall,
  status: string,
  hasStarted: boolean,
  nowMs: number,
): PairingPlan["next"] {
  if (status === "working") return { end: { state: "connected", failure: null } };
  // The answer to a start may still tell the state before it.
  if (call === "start") return { call: "qr", atMs: nowMs + bootMs };
  if (status === "failed" || status === "stopped") {
    if (!hasStarted) return { call: "start", atMs: nowMs };
    return {
      end:
        status === "failed" ? { state: "expired", failure: null } : { state: "failed", failure: "stopped" },
    };
  }
  return { call: "qr", atMs: status === "qr_code" ? nowMs : nowMs + renewalMs };
}

/** Troubles that pass; a read may be tried again after them. */
const passing = new Set(["network", "timeout", "server_error", "unexpected_answer"]);

function planAfterError(call: PairingCall, error: MoltflowError, nowMs: number): PairingPlan {
  const { kind, outcome, retryAtMs } = error;
  if (kind === "rate_limited" || kind === "budget_wait") {
    const next = { call, atMs: Math.max(retryAtMs ?? nowMs + windowMs, nowMs + 1_000) };
    return call === "start" ? { next, startRefused: true } : { next };
  }
  if (kind === "bad_state" && call !== "look") return { next: { call: "look", atMs: nowMs } };
  if (call === "start" && outcome === "unknown") return { next: { call: "look", atMs: nowMs + bootMs } };
  if (call !== "start" && passing.has(kind)) return { next: { call, atMs: nowMs + renewalMs } };
  return { next: { end: { state: "failed", failure: kind } } };
}
