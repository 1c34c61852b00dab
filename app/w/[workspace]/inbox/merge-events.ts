import type { EventFilter } from "#server/inbox/schemas.ts";
import type { EventSummary } from "#server/inbox/view.ts";

/** Whether an event belongs on a page with these filters; the API decides in the same way. */
export function matchesFilter(event: EventSummary, filter: EventFilter): boolean {
  return (
    (filter.event === undefined || event.event === filter.event) &&
    (filter.sessionId === undefined || event.sessionId === filter.sessionId) &&
    (filter.inboxId === undefined || event.inboxId === filter.inboxId) &&
    (filter.verdict === undefined || event.verdict === filter.verdict)
  );
}

export interface MergedEvents {
  /** Newest first, each `seq` once. */
  events: EventSummary[];
  /** How many of `incoming` the filter left out. */
  filteredOut: number;
}

/**
 * Puts events from anywhere (an older page, a live batch, a page that was read again) among those that are listed.
 * The order of calls does not matter. Of two copies of an event the one with more duplicates is the newer.
 */
export function mergeEvents(
  listed: readonly EventSummary[],
  incoming: readonly EventSummary[],
  filter: EventFilter,
): MergedEvents {
  const matching = incoming.filter((event) => matchesFilter(event, filter));
  const bySeq = new Map(listed.map((event) => [event.seq, event]));
  for (const event of matching) {
    const known = bySeq.get(event.seq);
    if (!known || event.duplicates > known.duplicates) bySeq.set(event.seq, event);
  }
  return {
    events: [...bySeq.values()].sort((a, b) => b.seq - a.seq),
    filteredOut: incoming.length - matching.length,
  };
}
