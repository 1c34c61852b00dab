import { cleanText } from "#server/core/clean-text.ts";
import type { Outcome } from "#server/net/index.ts";
import type { Claimed } from "./claim.ts";
import type { AttemptError } from "./schemas.ts";
import type { Verdict } from "./verdict.ts";

/** An attempt and what it means; or a delivery that is given back unattempted, to be due again in so long. */
export type Result =
  | { kind: "attempted"; claimed: Claimed; startedAt: Date; outcome: AttemptOutcome; verdict: Verdict }
  | { kind: "given_back"; claimed: Claimed; dueInMs: number };

/** As `Outcome`, also of what never came to be sent. */
export type AttemptOutcome = Omit<Outcome, "error"> & { error: AttemptError | null };

const maxDetailLength = 500;
const maxHeaders = 50;
const maxHeaderLength = 1_024;

/** What an attempt that was never sent is kept as. */
export const neverSent = (error: AttemptError, detail: string): AttemptOutcome => ({
  ...{ status: null, error, detail, address: null, durationMs: 0, firstByteMs: null },
  ...{ headers: {}, body: Buffer.alloc(0), cut: false },
});

function keptHeaders(headers: Record<string, string>): Record<string, string> {
  return Object.fromEntries(
    Object.entries(headers)
      .slice(0, maxHeaders)
      .map(([name, value]) => [cleanText(name), cleanText(value).slice(0, maxHeaderLength)]),
  );
}

/** A result as the row of `jsonb_to_recordset` that `finish` reads; see `resultColumns` there. */
export function toRow(result: Result) {
  const { workspaceId, id, destinationId, attempts, lease } = result.claimed;
  const delivery = { workspaceId, id, destinationId, lease };
  if (result.kind === "given_back") {
    const state = attempts === 0 ? "pending" : "failed";
    return { ...delivery, state, attempted: false, number: attempts, dueInMs: result.dueInMs };
  }
  const { outcome, verdict, startedAt } = result;
  const { status, address, durationMs, firstByteMs, headers, body, cut } = outcome;
  const detail = outcome.detail === null ? null : cleanText(outcome.detail).slice(0, maxDetailLength);
  return {
    ...delivery,
    ...{ state: verdict.state, attempted: true, number: attempts + 1, dueInMs: verdict.retryInMs },
    ...{ startedAt: startedAt.toISOString(), durationMs: Math.round(durationMs) },
    firstByteMs: firstByteMs === null ? null : Math.round(firstByteMs),
    ...{ address, status, error: verdict.error, detail, headers: keptHeaders(headers) },
    ...{ body: body.toString("base64"), cut },
  };
}
