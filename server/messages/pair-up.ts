import type { OutboxRow } from "./transitions.ts";

/** A message of ours as MoltFlow tells of it. `kind` null: it did not say. */
export type Sighting = { id: string; kind: string | null; text: string; atMs: number };

/** How much of a message's words MoltFlow keeps. */
const previewLength = 500;

type Words = Pick<OutboxRow, "kind" | "text">;

/** Whether MoltFlow tells of these words. Of a poll it may list the options after the question. */
export function isTold({ kind, text }: Words, told: Pick<Sighting, "kind" | "text">): boolean {
  if (told.kind !== null && told.kind !== kind) return false;
  const isCut = [...told.text].length >= previewLength && text.startsWith(told.text);
  return told.text === text || isCut || (kind === "poll" && told.text.startsWith(`${text}\n`));
}

/**
 * Which message of ours is which of MoltFlow's, oldest to oldest; none is used twice, and none that MoltFlow had before
 * we tried, or so long after that somebody else wrote it. @returns pairs of our id and MoltFlow's
 */
export function pairUp(
  open: readonly Pick<OutboxRow, "id" | "kind" | "text" | "attemptedAt">[],
  sightings: readonly Sighting[],
  { skewMs, windowMs }: { skewMs: number; windowMs: number },
): [string, string][] {
  const free = [...sightings].sort((a, b) => a.atMs - b.atMs);
  const oldestFirst = [...open].sort((a, b) => timeOf(a) - timeOf(b));
  return oldestFirst.flatMap((message): [string, string][] => {
    const triedMs = timeOf(message);
    const isItsTime = ({ atMs }: Sighting) => atMs >= triedMs - skewMs && atMs <= triedMs + windowMs;
    const index = free.findIndex((sighting) => isItsTime(sighting) && isTold(message, sighting));
    const [found] = index < 0 ? [] : free.splice(index, 1);
    return found ? [[message.id, found.id]] : [];
  });
}

const timeOf = ({ attemptedAt }: Pick<OutboxRow, "attemptedAt">): number =>
  attemptedAt?.getTime() ?? Infinity;
