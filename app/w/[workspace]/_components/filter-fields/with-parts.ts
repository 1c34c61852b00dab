import type { EventFilter } from "#db/schema/event-filter.ts";

/** The parts of a filter, in the order in which people think of them. */
export const filterParts = [
  "events",
  "direction",
  "kind",
  "keywords",
  "assigned",
  "numbers",
  "chats",
  "labels",
  "inboxes",
] as const;
export type FilterPart = (typeof filterParts)[number];

/** A filter with some parts changed; a list without entries asks nothing, so it goes. */
export function withParts(
  filter: EventFilter,
  change: { [K in keyof EventFilter]?: EventFilter[K] | undefined },
): EventFilter {
  return Object.fromEntries(
    Object.entries({ ...filter, ...change }).filter(
      ([, part]) => part !== undefined && (!Array.isArray(part) || part.length > 0),
    ),
  );
}
