import { z } from "zod";
import type { destinationFormats, disabledReasons } from "#db/schema/destinations.ts";
import type { EventFilter } from "#db/schema/event-filter.ts";
import { destinationFilterSchema } from "#server/event-filter/schemas.ts";

export type DestinationFormat = (typeof destinationFormats)[number];
export type DisabledReason = (typeof disabledReasons)[number];

export const destinationLimits = {
  name: 80,
  url: 2_000,
  templateBytes: 8_000,
  headers: 10,
  headerLength: 2_000,
  maxRatePerSecond: 1_000,
  maxConcurrency: 50,
  overlapHours: 168,
} as const;

const formatSchema = z.enum(["standard", "raw", "slack", "discord", "teams"]);

/** Set by us, or by HTTP itself. */
const reservedHeader =
  /^(webhook-.*|x-moltdesk-.*|x-webhook-signature|host|content-length|content-type|connection|transfer-encoding|te|trailer|upgrade|expect|keep-alive|proxy-.*)$/i;

const headersSchema = z
  .record(
    z
      .string()
      .regex(/^[!#$%&'*+.^_`|~0-9a-z-]{1,100}$/i, "destination.header_name")
      .refine((name) => !reservedHeader.test(name), "destination.header_reserved"),
    z
      .string()
      .max(destinationLimits.headerLength, "destination.header_value")
      .regex(/^[\t\x20-\x7e]*$/, "destination.header_value"),
  )
  .refine(
    (headers) => Object.keys(headers).length <= destinationLimits.headers,
    "destination.headers_too_many",
  );

/** Messages are keys of `errors.`. The address itself is checked by `server/net`. */
const fields = {
  name: z.string().trim().min(1, "destination.name").max(destinationLimits.name, "destination.name"),
  url: z.string().trim().min(1, "destination.url").max(destinationLimits.url, "destination.url"),
  format: formatSchema,
  filter: destinationFilterSchema,
  template: z.string().trim().min(1).max(destinationLimits.templateBytes, "destination.template").nullable(),
  /** A second or less apart on average; null: as fast as it answers. */
  ratePerSecond: z
    .int("destination.rate")
    .min(1, "destination.rate")
    .max(destinationLimits.maxRatePerSecond, "destination.rate")
    .nullable(),
  concurrency: z
    .int("destination.concurrency")
    .min(1, "destination.concurrency")
    .max(destinationLimits.maxConcurrency, "destination.concurrency"),
  ordered: z.boolean(),
  headers: headersSchema,
};

export const createDestinationSchema = z.object({
  name: fields.name,
  url: fields.url,
  format: fields.format.default("standard"),
  filter: fields.filter.default({}),
  template: fields.template.default(null),
  ratePerSecond: fields.ratePerSecond.default(null),
  concurrency: fields.concurrency.default(10),
  ordered: fields.ordered.default(false),
  headers: fields.headers.default({}),
});
export type CreateDestinationInput = z.output<typeof createDestinationSchema>;

export const destinationInput = z.object({ destinationId: z.uuid() });

/** What is left out stays; `headers` replaces all of them. */
export const changeDestinationSchema = destinationInput.extend(z.object(fields).partial().shape);
export type ChangeDestinationInput = z.output<typeof changeDestinationSchema>;

/**
 * What becomes of what waits and of what came meanwhile: `skip` cancels it, `drain` delivers it at `ratePerSecond` by a
 * replay.
 */
export const enableDestinationSchema = destinationInput.extend({
  backlog: z.discriminatedUnion("kind", [
    z.object({ kind: z.literal("skip") }),
    z.object({
      kind: z.literal("drain"),
      ratePerSecond: z.int().min(1).max(destinationLimits.maxRatePerSecond),
    }),
  ]),
});
export type EnableDestinationInput = z.output<typeof enableDestinationSchema>;

/** How long the old secret signs beside the new one; 0 ends it at once, 168 is a week. */
export const rotateDestinationSecretSchema = destinationInput.extend({
  overlapHours: z.int().min(0).max(destinationLimits.overlapHours),
});
export type RotateDestinationSecretInput = z.output<typeof rotateDestinationSecretSchema>;

/** Shows what would be sent for an event, or for an example when there is none. */
export const previewSchema = z.object({
  format: formatSchema,
  template: fields.template,
  eventId: z.uuid().optional(),
});
export type PreviewInput = z.output<typeof previewSchema>;
export type TemplateTrouble = "unclosed" | "name" | "too_large" | "no_json";
/**
 * `trouble` says why the template makes no body (`name`: what stands in its braces); the format's own is sent never in
 * its stead.
 */
export type PreviewView = {
  contentType: string;
  body: string;
  trouble: { reason: TemplateTrouble; name: string } | null;
};

/** The answer to a test: nothing is stored of it, and it counts for nothing. */
export type TestResult = {
  delivered: boolean;
  status: number | null;
  durationMs: number;
  /** One of `attemptErrors`. */
  error: string | null;
  detail: string | null;
  responseBody: string;
};

/** `disabled` says by whom or why; `failing`: its last attempt failed; `paused`: its circuit breaker is open. */
export type DestinationHealth = "idle" | "healthy" | "failing" | "paused" | "disabled";

/** Instants are ISO 8601. */
export type DestinationView = {
  id: string;
  name: string;
  /** Whole for whoever manages destinations, else its origin: addresses of chat tools are keys. */
  url: string;
  format: DestinationFormat;
  filter: EventFilter;
  template: string | null;
  ratePerSecond: number | null;
  concurrency: number;
  ordered: boolean;
  headerNames: string[];
  /** Until when the secret before signs too; null when it does not. */
  previousSecretUntil: string | null;
  health: DestinationHealth;
  disabled: { at: string; reason: DisabledReason } | null;
  /** Since when the plan has no room for it; it is off and cannot be turned on meanwhile. */
  frozenAt: string | null;
  failingSince: string | null;
  deadInRow: number;
  /** When the circuit breaker lets the next one through. */
  pausedUntil: string | null;
  lastSuccessAt: string | null;
  lastFailureAt: string | null;
  createdAt: string;
};

/** The answer of a creation or rotation: `whsec_…`. `showSecret` shows it again. */
export type ShownSecret = { id: string; secret: string };
