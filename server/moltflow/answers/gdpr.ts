import { z } from "zod";
import { count, instant } from "./fields.ts";

export const contactErasureSchema = z
  .object({
    messages_deleted: count,
    reviews_deleted: count,
    chats_anonymized: count,
    group_members_anonymized: count,
    completed_at: instant,
  })
  .transform((raw) => ({
    messages: raw.messages_deleted,
    reviews: raw.reviews_deleted,
    chats: raw.chats_anonymized,
    groupMembers: raw.group_members_anonymized,
    completedAt: raw.completed_at,
  }));
/** How much MoltFlow deleted (messages, reviews) and made anonymous (chats, group members). */
export type ContactErasure = z.infer<typeof contactErasureSchema>;

export const tenantSettingsSchema = z
  .object({ ai_consent_enabled: z.boolean() })
  .transform((raw) => ({ aiConsentEnabled: raw.ai_consent_enabled }));
export type TenantSettings = z.infer<typeof tenantSettingsSchema>;
