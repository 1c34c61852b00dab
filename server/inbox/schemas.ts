import { z } from "zod";
import type { deliveryStates as states } from "#db/schema/deliveries.ts";
import type { rejectedRequests, verdicts } from "#db/schema/inbox.ts";
import type { Assignee } from "#server/chats/schemas.ts";
import type { OutboxView } from "#server/messages/schemas.ts";
import type { EventSummary } from "./view.ts";

const deliveryStates = [
  "pending",
  "delivering",
  "failed",
  "delivered",
  "dead",
  "blocked",
  "cancelled",
] as const satisfies typeof states;
const verdictNames = ["verified", "unsigned"] as const satisfies typeof verdicts;

/** `data.sender_phone`, `items[0].name`. */
export const jsonPathPattern = /^[^\s.[\]]+(\.[^\s.[\]]+|\[\d{1,6}\])*$/;

/** What the live page filters by; the same names stand in its address. */
const eventFilterSchema = z.object({
  event: z.string().min(1).max(200).optional(),
  sessionId: z.string().min(1).max(200).optional(),
  inboxId: z.uuid().optional(),
  verdict: z.enum(verdictNames).optional(),
  /** All of these words somewhere in the body. */
  text: z.string().trim().min(1).max(200).optional(),
  /** A chat by its whole address, or by the phone number in it. */
  phone: z.string().trim().min(1).max(200).optional(),
  /** A place in the body's JSON (`data.sender_phone`), and what stands there as text. */
  path: z.string().trim().regex(jsonPathPattern).max(200).optional(),
  value: z.string().max(200).optional(),
  /** The state of one of its deliveries, or that it has none. */
  delivery: z.enum([...deliveryStates, "undelivered"]).optional(),
});
export type EventFilter = z.output<typeof eventFilterSchema>;

/** Whether events have to be looked at one by one: then a page is bounded by how many it looked at. */
export const isSearch = ({ text, phone, path, delivery }: EventFilter): boolean =>
  [text, phone, path, delivery].some((asked) => asked !== undefined);

export const listEventsSchema = eventFilterSchema.extend({
  /** Only events with a smaller `seq`: the `nextBefore` of the page above. */
  before: z.int().positive().optional(),
  limit: z.int().min(1).max(100).default(50),
});
export type ListEventsInput = z.output<typeof listEventsSchema>;

export const exportEventsSchema = eventFilterSchema.extend({ format: z.enum(["csv", "json"]) });
export type ExportEventsInput = z.output<typeof exportEventsSchema>;

export const eventIdSchema = z.object({ id: z.uuid() });
export const rejectedSchema = z.object({ inboxId: z.uuid().optional() });
export const inboxIdSchema = z.object({ inboxId: z.uuid() });

const inboxNameSchema = z.string().trim().min(1, "inbox.name_missing").max(60, "inbox.name_long");
export const createInboxSchema = z.object({ name: inboxNameSchema, unsigned: z.boolean().default(false) });
/** How long the old secret stays good; 0 ends it at once, 168 is a week. */
export const rotateSecretSchema = inboxIdSchema.extend({ overlapHours: z.int().min(0).max(168) });

/** One page, newest first. Follow the live stream from `latestSeq`, which was read before the rows. */
export type EventPage = {
  events: EventSummary[];
  nextBefore: number | null;
  latestSeq: number;
  /** A search that ended before the events did: how far back it looked. */
  searchedTo: string | null;
};

/** Body bytes as a browser can take them: exactly one of `text` (valid UTF-8) and `base64` is set. */
export type BodyView = {
  text: string | null;
  base64: string | null;
  /** The same JSON with line breaks; null when the body is no JSON or too large to lay out. */
  pretty: string | null;
  /** Only the first 256 KiB are here. */
  truncated: boolean;
};

export type EventDetail = EventSummary &
  BodyView & {
    /** Lower-case names as they arrived. */
    headers: Record<string, string>;
    /** Fingerprint of the body, in hex. */
    sha256: string;
    /** The number it belongs to, when that is one of this workspace. */
    number: {
      id: string;
      sessionId: string;
      name: string;
      phoneNumber: string | null;
      status: string;
    } | null;
    answers: OutboxView[];
    /** The conversation that it is of, once it has made one. */
    chat: string | null;
    /** Who takes care of its chat. */
    assignee: Assignee | null;
  };

export type EventFilters = {
  events: string[];
  numbers: { sessionId: string; name: string }[];
  inboxes: { id: string; name: string }[];
};

/** A request that an inbox refused for its signature; newest first in lists. */
export type RejectedView = {
  id: string;
  inboxId: string;
  inboxName: string;
  receivedAt: string;
  reason: (typeof rejectedRequests.$inferSelect)["reason"];
  headers: Record<string, string>;
  /** How large the body was; at most its first 4 kB were kept. */
  bodyBytes: number;
  /** What was kept of the body; null where it may tell of a number outside the allowlist. */
  body: { text: string | null; base64: string | null; truncated: boolean } | null;
};

export type InboxView = {
  id: string;
  name: string;
  /** False: accepts everything and marks it unsigned. */
  signed: boolean;
  /** Registered at MoltFlow as the workspace's webhook. */
  connected: boolean;
  createdAt: string;
  /** Set while the secret before the last rotation is still good; `until` null means until the next rotation. */
  oldSecret: { until: string | null } | null;
};

/** `secret` is shown this once; null when the inbox is unsigned. */
export type CreatedInbox = { id: string; url: string; secret: string | null };
/** `secret` is shown this once; null when MoltFlow was given it and nobody else needs it. */
export type RotatedSecret = { secret: string | null };
export type InboxUrl = { url: string };
