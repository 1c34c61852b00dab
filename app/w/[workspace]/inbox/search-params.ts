import { createLoader, createParser, createSerializer, parseAsStringLiteral } from "nuqs/server";
import { type EventFilter, jsonPathPattern } from "#server/inbox/schemas.ts";

const uuid = /^[\da-f]{8}-[\da-f]{4}-[\da-f]{4}-[\da-f]{4}-[\da-f]{12}$/i;

/** Takes a value that the API would take too; anything else in the address counts as not there. */
function parseAs(isValid: (value: string) => boolean) {
  return createParser({ parse: (value) => (isValid(value) ? value : null), serialize: String });
}

const maxLength = 200;
const parseAsName = parseAs((value) => value.length > 0 && value.length <= maxLength);
const parseAsWords = parseAs((value) => value.trim() !== "" && value.length <= maxLength);
const parseAsId = parseAs((value) => uuid.test(value));

/** States of a delivery in the order that people look for them, and that there is none. */
export const deliveryFilters = [
  ...(["pending", "delivering", "failed", "delivered", "dead", "blocked", "cancelled"] as const),
  "undelivered",
] as const;

/** The filters of the live page as its address has them. */
export const filterParams = {
  text: parseAsWords,
  type: parseAsName,
  number: parseAsName,
  inbox: parseAsId,
  verdict: parseAsStringLiteral(["verified", "unsigned"]),
  delivery: parseAsStringLiteral(deliveryFilters),
  phone: parseAsWords,
  /** A place in the JSON, and what stands there. */
  path: parseAs((value) => jsonPathPattern.test(value) && value.length <= maxLength),
  value: parseAs((value) => value.length <= maxLength),
};

/** The event that is open. */
export const openParams = { event: parseAsId };

export const loadFilterParams = createLoader(filterParams);
export const serializeInbox = createSerializer({ ...filterParams, ...openParams });

export type FilterParams = Awaited<ReturnType<typeof loadFilterParams>>;

/** No filter at all. */
export const noFilters: FilterParams = {
  ...{ text: null, type: null, number: null, inbox: null, verdict: null },
  ...{ delivery: null, phone: null, path: null, value: null },
};

export function toEventFilter(params: FilterParams): EventFilter {
  const { text, type, number, inbox, verdict, delivery, phone, path, value } = params;
  return {
    ...(text !== null && { text }),
    ...(type !== null && { event: type }),
    ...(number !== null && { sessionId: number }),
    ...(inbox !== null && { inboxId: inbox }),
    ...(verdict !== null && { verdict }),
    ...(delivery !== null && { delivery }),
    ...(phone !== null && { phone }),
    // A value alone says nothing.
    ...(path !== null && { path, ...(value !== null && { value }) }),
  };
}
