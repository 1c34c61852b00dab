import type { OverviewRow } from "#server/workspaces/schemas.ts";

export const sortings = ["trouble", "name", "unread"] as const;
export type Sorting = (typeof sortings)[number];

const unreadOf = ({ events }: OverviewRow): number =>
  events ? events.unread.count + (events.unread.more ? Number.MAX_SAFE_INTEGER / 2 : 0) : 0;

/** How badly somebody is needed: nothing comes in, a number is down, nothing is set up yet, events wait. */
function troubleOf({ locked, deleteAt, connection, numbers, events }: OverviewRow): number {
  if (locked !== null || deleteAt !== null) return 5;
  if (connection?.state === "failing" || connection?.state === "no_events") return 4;
  if (numbers && numbers.drops.length > 0) return 3;
  if (connection?.state === "missing") return 2;
  return events && events.unread.count > 0 ? 1 : 0;
}

const comparisons: Record<Sorting, (a: OverviewRow, b: OverviewRow) => number> = {
  trouble: (a, b) => troubleOf(b) - troubleOf(a) || unreadOf(b) - unreadOf(a),
  unread: (a, b) => unreadOf(b) - unreadOf(a),
  name: () => 0,
};

/** The rows whose name has the words, in any order; equal ones stay by name, as they came. */
export function arrange(
  rows: readonly OverviewRow[],
  { words, sorting }: { words: string; sorting: Sorting },
): OverviewRow[] {
  const wanted = words.toLocaleLowerCase().split(/\s+/u).filter(Boolean);
  const found = rows.filter(({ name, slug }) =>
    wanted.every((word) => `${name} ${slug}`.toLocaleLowerCase().includes(word)),
  );
  return found.toSorted(comparisons[sorting]);
}
