import { z } from "zod";
import { count, id, instant, readable, text } from "./fields.ts";

export const labelSchema = z
  .object({
    id,
    name: z.string(),
    color: text,
    description: text,
    chat_count: count,
    synced: z.boolean().catch(false),
    created_at: instant,
  })
  .transform((raw) => ({
    id: raw.id,
    name: raw.name,
    /** `#RRGGBB`; null when MoltFlow gives none. */
    color: raw.color,
    description: raw.description,
    chatCount: raw.chat_count,
    /** Whether the label also stands in the WhatsApp Business app. */
    synced: raw.synced,
    createdAt: raw.created_at,
  }));
export type Label = z.infer<typeof labelSchema>;

/** A chat's labels after a change: a bare array, or one below `labels`. */
export const labelsOfChatSchema = z.union([
  z.array(labelSchema),
  z.object({ labels: z.array(labelSchema) }).transform(({ labels }) => labels),
]);

export const businessCheckSchema = z
  .object({ is_business: z.boolean() })
  .transform((raw) => ({ isBusiness: raw.is_business }));
export type BusinessCheck = z.infer<typeof businessCheckSchema>;

export const labelImportSchema = z
  .object({ imported: count, updated: count, labels: readable(labelSchema) })
  .transform((raw) => ({ imported: raw.imported, updated: raw.updated, labels: raw.labels }));
/** Null where MoltFlow does not say; list the labels again then. */
export type LabelImport = z.infer<typeof labelImportSchema>;
