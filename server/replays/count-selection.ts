import type { Transaction } from "#db/client.ts";
import { pickEvents, type Source, type Span } from "./pick-events.ts";
import type { ReplayCount } from "./schemas.ts";

/** How long somebody waits for a number. */
const countedMs = 2_000;
const pageEvents = 10_000;

/** `guess`: what it would come to, if the rest is like what was counted. */
export type Counted = ReplayCount & { guess: number };

/** Goes through what a replay would go through, until the end or until it took too long. */
export async function countSelection(
  tx: Transaction,
  source: Source,
  span: Span,
  withinMs = countedMs,
): Promise<Counted> {
  const endMs = performance.now() + withinMs;
  let [afterSeq, total] = [span.afterSeq, 0];
  while (afterSeq < span.throughSeq) {
    const { picked, through } = await pickEvents(tx, source, { ...span, afterSeq }, pageEvents);
    total += picked.length;
    afterSeq = through;
    if (performance.now() > endMs) break;
  }
  if (afterSeq >= span.throughSeq) return { total, exact: true, guess: total };
  const share = (afterSeq - span.afterSeq) / (span.throughSeq - span.afterSeq);
  // Of what has no known end nothing can be said but what was seen.
  const guess = source.selection.kind === "since" ? Math.round(total / share) : total;
  return { total, exact: false, guess };
}
