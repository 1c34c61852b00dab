import { invalid, missing } from "./errors.ts";

export type Page<T> = { object: "list"; data: T[]; has_more: boolean; url: string };
export type PageParams = { limit?: number; starting_after?: string; ending_before?: string };
export type CreatedRange = number | { gt?: number; gte?: number; lt?: number; lte?: number } | undefined;

const defaultLimit = 10;
const maxLimit = 100;

/** @param rows oldest first; the page is newest first, as every list of Stripe */
export function pageOf<T extends { id: string }>(
  rows: T[],
  { limit = defaultLimit, starting_after, ending_before }: PageParams,
  list: { url: string; noun: string },
): Page<T> {
  if (limit < 1 || limit > maxLimit) {
    throw invalid("Invalid integer: limit must be between 1 and 100.", { param: "limit" });
  }
  if (starting_after && ending_before) {
    throw invalid("You can only specify one of these parameters: starting_after, ending_before.");
  }
  const newestFirst = rows.toReversed();
  const indexOf = (id: string, param: string) => {
    const index = newestFirst.findIndex((row) => row.id === id);
    if (index === -1) throw missing(list.noun, id, param);
    return index;
  };
  if (ending_before) {
    const end = indexOf(ending_before, "ending_before");
    const start = Math.max(0, end - limit);
    return { object: "list", data: newestFirst.slice(start, end), has_more: start > 0, url: list.url };
  }
  const start = starting_after ? indexOf(starting_after, "starting_after") + 1 : 0;
  const data = newestFirst.slice(start, start + limit);
  return { object: "list", data, has_more: start + limit < newestFirst.length, url: list.url };
}

export function isWithin(at: number, range: CreatedRange): boolean {
  if (range === undefined) return true;
  if (typeof range === "number") return at === range;
  const { gt, gte, lt, lte } = range;
  return (
    (gt === undefined || at > gt) &&
    (gte === undefined || at >= gte) &&
    (lt === undefined || at < lt) &&
    (lte === undefined || at <= lte)
  );
}
