import { z } from "zod";
import type { verdicts } from "#db/schema/inbox.ts";

export const streamLimits = { page: 500, names: 50, waitSeconds: 25 } as const;

const seq = z
  .string()
  .regex(/^\d{1,15}$/)
  .transform(Number);

const eventName = z.string().regex(/^(\*|[a-z0-9_]+(\.[a-z0-9_]+)*(\.\*)?)$/i);
const names = z
  .string()
  .transform((text) => text.split(",").map((name) => name.trim()))
  .pipe(z.array(eventName).min(1).max(streamLimits.names));

const wholeNumber = (from: number, to: number) =>
  z
    .string()
    .regex(/^\d{1,9}$/)
    .transform(Number)
    .pipe(z.int().min(from).max(to));

/** Which events a program wants; each narrows the others. */
const wantedSchema = z.strictObject({
  /** Names separated by commas; `message.*` and `*` stand for several. */
  events: names.optional(),
  /** Id of a number, as `numbers.list` gives it. */
  number: z.uuid().optional(),
  inbox: z.uuid().optional(),
  /** WhatsApp's address of the chat. */
  chat: z.string().min(1).max(200).optional(),
});
export type Wanted = z.output<typeof wantedSchema>;

/** The query of `/api/inbox/events`. */
export const eventsQuerySchema = wantedSchema.extend({
  /** Only events with a larger `seq`; `latest` is the newest at this moment. */
  after: z.union([z.literal("latest"), seq]).optional(),
  limit: wholeNumber(1, streamLimits.page).default(100),
  /** Whether to give the bytes of each body too. */
  raw: z
    .enum(["0", "1"])
    .default("0")
    .transform((flag) => flag === "1"),
  /** How long an answer may wait for the first event, in seconds. */
  wait: wholeNumber(0, streamLimits.waitSeconds).default(0),
});

/** What a browser's EventSource sends when it comes back. */
export const lastEventIdSchema = seq;

/** An event as a program gets it; instants are ISO 8601. */
export type StreamEvent = {
  seq: number;
  id: string;
  event: string | null;
  receivedAt: string;
  verdict: (typeof verdicts)[number];
  inboxId: string;
  sessionId: string | null;
  chatId: string | null;
  duplicates: number;
  /** Fingerprint of the body, in hex. */
  sha256: string;
  /** Lower-case names as they arrived. */
  headers: Record<string, string>;
  /** The body's JSON, else its text, else null: then only its bytes can be had. */
  body: unknown;
  /** The body's bytes, when they were asked for. */
  bodyBase64?: string;
};

/** A page of events, oldest first. Ask for those after `next`; while `more`, at once, even when this one is empty. */
export type EventsAnswer = { events: StreamEvent[]; next: number; more: boolean };
