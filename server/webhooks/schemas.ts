import { z } from "zod";
import type { Fresh } from "#server/upstream/index.ts";

/** What MoltFlow tells of; an unknown name would be refused there. */
export const webhookEvents = [
  "message.received",
  "message.sent",
  "session.connected",
  "session.disconnected",
  "lead.detected",
  "group.message",
  "group.message.analyzed",
] as const;
export type KnownWebhookEvent = (typeof webhookEvents)[number];

export const webhookLimits = { name: 255, url: 2_000, secretMin: 16, secretMax: 200 } as const;

/** Messages are keys of `errors.webhook.`. */
const nameSchema = z.string().trim().min(1, "name_missing").max(webhookLimits.name, "name_long");
const urlSchema = z.string().trim().min(1, "url_missing").max(webhookLimits.url, "url_long");
const eventsSchema = z
  .array(z.enum(webhookEvents))
  .min(1, "events_missing")
  .transform((events) => [...new Set(events)]);
/** Printable ASCII: receivers read it from files and headers. */
const secretSchema = z
  .string()
  .min(webhookLimits.secretMin, "secret_short")
  .max(webhookLimits.secretMax, "secret_long")
  .regex(/^[\x21-\x7e]+$/, "secret_characters");

/** MoltFlow's id of a webhook. It is opaque, but never a path. */
const webhookId = z.string().regex(/^[\w-]{1,100}$/);
export const webhookInput = z.object({ webhookId });

export const createWebhookSchema = z.object({
  name: nameSchema,
  url: urlSchema,
  events: eventsSchema,
  /** Left out: one is made, and shown once. Null: deliveries are not signed. */
  secret: secretSchema.nullable().optional(),
});
export type CreateWebhookInput = z.output<typeof createWebhookSchema>;

/** What is left out stays. `secret` "new" has one made, and shown once. */
export const changeWebhookSchema = webhookInput.extend({
  name: nameSchema.optional(),
  url: urlSchema.optional(),
  events: eventsSchema.optional(),
  isActive: z.boolean().optional(),
  secret: z.union([z.literal("new"), secretSchema]).optional(),
});
export type ChangeWebhookInput = z.output<typeof changeWebhookSchema>;

/**
 * Whose a webhook is. `team`: theirs to change. `connection`: the one that feeds this workspace. `inbox`: its address is
 * another inbox of this workspace. `elsewhere`: its address is an inbox of Moltdesk that is not this workspace's.
 */
export type WebhookOwner = "team" | "connection" | "inbox" | "elsewhere";

/** A webhook at MoltFlow. Instants are ISO 8601. */
export type WebhookView = {
  id: string;
  name: string;
  host: string;
  /** Null for the address of an inbox: whoever knows it can write into it. */
  url: string | null;
  events: string[];
  isActive: boolean;
  createdAt: string | null;
  owner: WebhookOwner;
};

export type WebhookList = Fresh<WebhookView[]>;

/** `secret` is in the clear, this once; null when there is none, or it stayed. */
export type SavedWebhook = { webhook: WebhookView; secret: string | null };

/** What became of a test delivery. Null where MoltFlow does not say. */
export type WebhookTestView = {
  success: boolean | null;
  statusCode: number | null;
  responseTimeMs: number | null;
  error: string | null;
};
