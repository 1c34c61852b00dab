import { createLoader, createParser, createSerializer, parseAsStringLiteral } from "nuqs/server";
import type { EventFilter } from "#server/inbox/schemas.ts";

const uuid = /^[\da-f]{8}-[\da-f]{4}-[\da-f]{4}-[\da-f]{4}-[\da-f]{12}$/i;

/** Takes a value that the API would take too; anything else in the address counts as not there. */
function parseAs(isValid: (value: string) => boolean) {
  return createParser({ parse: (value) => (isValid(value) ? value : null), serialize: String });
}

const parseAsName = parseAs((value) => value.length > 0 && value.length <= 200);
const parseAsId = parseAs((value) => uuid.test(value));

/** The filters of the live page as its address has them. */
export const filterParams = {
  type: parseAsName,
  number: parseAsName,
  inbox: parseAsId,
  verdict: parseAsStringLiteral(["verified", "unsigned"]),
};

/** The event that is open. */
export const openParams = { event: parseAsId };

export const loadFilterParams = createLoader(filterParams);
export const serializeInbox = createSerializer({ ...filterParams, ...openParams });

export type FilterParams = Awaited<ReturnType<typeof loadFilterParams>>;

/** No filter at all. */
export const noFilters: FilterParams = { type: null, number: null, inbox: null, verdict: null };

export function toEventFilter({ type, number, inbox, verdict }: FilterParams): EventFilter {
  return {
    ...(type !== null && { event: type }),
    ...(number !== null && { sessionId: number }),
    ...(inbox !== null && { inboxId: inbox }),
    ...(verdict !== null && { verdict }),
  };
}
