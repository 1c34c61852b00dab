import { z } from "zod";
import { count, id, instant, text } from "./fields.ts";

export const webhookSchema = z
  .object({
    id,
    name: text,
    url: z.string(),
    events: z.array(z.string()).catch([]),
    is_active: z.boolean().catch(true),
    created_at: instant,
  })
  .transform((raw) => ({
    id: raw.id,
    name: raw.name,
    url: raw.url,
    events: raw.events,
    isActive: raw.is_active,
    createdAt: raw.created_at,
  }));
export type Webhook = z.infer<typeof webhookSchema>;

export const webhookTestSchema = z
  .object({
    success: z.boolean().nullable().catch(null),
    status_code: count,
    response_time_ms: count,
    error: text,
  })
  .transform((raw) => ({
    /** Null when MoltFlow does not say. */
    success:
      raw.success ?? (raw.status_code === null ? null : raw.status_code >= 200 && raw.status_code < 300),
    statusCode: raw.status_code,
    responseTimeMs: raw.response_time_ms,
    error: raw.error,
  }));
export type WebhookTest = z.infer<typeof webhookTestSchema>;
