import { z } from "zod";
import type { EventFilter } from "#db/schema/event-filter.ts";

export const filterLimits = { entries: 50, wordLength: 100, nameLength: 200 } as const;

const listOf = <T extends z.ZodType<string>>(entry: T) =>
  z
    .array(entry)
    .max(filterLimits.entries, "filter.too_many")
    // An empty list would let nothing through; people mean that it does not matter.
    .transform((entries) => (entries.length === 0 ? undefined : [...new Set(entries)]))
    .optional();

const eventName = z
  .string()
  .trim()
  .max(filterLimits.nameLength, "filter.event_name")
  .regex(/^(\*|[a-z0-9_]+(\.[a-z0-9_]+)*(\.\*)?)$/i, "filter.event_name");

/** A filter as people and programs give it. Messages are keys of `errors.`. */
export const eventFilterSchema = z
  .strictObject({
    events: listOf(eventName),
    numberIds: listOf(z.uuid()),
    inboxIds: listOf(z.uuid()),
    chatIds: listOf(
      z.string().trim().min(1, "filter.chat_id").max(filterLimits.nameLength, "filter.chat_id"),
    ),
    labelIds: listOf(z.uuid()),
    kind: z.enum(["group", "direct"]).optional(),
    keywords: listOf(
      z.string().trim().min(1, "filter.keyword").max(filterLimits.wordLength, "filter.keyword"),
    ),
    direction: z.enum(["inbound", "outbound"]).optional(),
    assigned: z.enum(["nobody", "reader"]).optional(),
  })
  .transform(withoutUndefined);

function withoutUndefined(filter: { [K in keyof EventFilter]?: EventFilter[K] | undefined }): EventFilter {
  return Object.fromEntries(Object.entries(filter).filter(([, value]) => value !== undefined));
}

/** Of a program nobody can say what it takes care of. */
export const destinationFilterSchema = eventFilterSchema.refine(({ assigned }) => assigned !== "reader", {
  error: "filter.assigned",
  path: ["assigned"],
});
