import { type Line, type Placed, unheard } from "./heard.ts";

/** Tellings of one message give times this near to each other: each rounds, and none is far behind. */
export const nearMs = 30_000;
/** A message of ours may wait for its turn this long before MoltFlow tells of it. */
export const ownWaitMs = 24 * 3_600_000;
const clockSkewMs = 5_000;

type Worded = { text: string; truncated: boolean };

const begins = (whole: string, start: string) => whole.startsWith(start.replace(/\uFFFD$/, ""));

function sameWords(a: Worded, b: Worded): boolean {
  if (a.text === b.text) return true;
  return (a.truncated && begins(b.text, a.text)) || (b.truncated && begins(a.text, b.text));
}

/** How far a line's time is from what was heard; null when too far to be the same. */
function distanceMs(line: Line, heard: Placed): number | null {
  const laterMs = heard.happenedAt.getTime() - line.happenedAt.getTime();
  if (line.authorKind !== "member") return Math.abs(laterMs) <= nearMs ? Math.abs(laterMs) : null;
  // One that never left, or that MoltFlow refused, is not what was heard: somebody typed it on the phone.
  if (line.status === "queued" || line.status === "failed") return null;
  return laterMs >= -clockSkewMs && laterMs <= ownWaitMs ? Math.abs(laterMs) : null;
}

/** Whether a line lacks what the telling brings, as the two halves of one message do. */
const isFree = (line: Line, { eventId, upstreamId }: Placed): boolean =>
  (eventId === null || line.eventId === null) && (upstreamId === null || line.upstreamId === null);

/** The line that tells of the same message in other words than ids, if there is one. */
export function nearestTwin(lines: readonly Line[], heard: Placed): Line | null {
  const { text, truncated } = heard;
  if (text === null) return null;
  let nearest: { line: Line; ms: number } | null = null;
  for (const line of lines) {
    if (line.chat !== heard.chat || line.direction !== heard.direction || line.kind === unheard) continue;
    if (!isFree(line, heard) || !sameWords(line, { text, truncated })) continue;
    const ms = distanceMs(line, heard);
    if (ms === null) continue;
    if (!nearest || ms < nearest.ms || (ms === nearest.ms && line.id < nearest.line.id))
      nearest = { line, ms };
  }
  return nearest?.line ?? null;
}
