import { z } from "zod";
import { count, id, instant, readable, text } from "./fields.ts";

const flag = z.boolean().catch(false);

export const monitoredGroupSchema = z
  .object({
    id,
    session_id: text,
    wa_group_id: z.string().min(1),
    name: text,
    monitor_mode: text,
    monitor_keywords: z.array(z.string()).catch([]),
    monitor_prompt: text,
    auto_respond: flag,
    response_template: text,
    auto_label_leads: flag,
    lead_label_id: text,
    webhook_url: text,
    is_active: z.boolean().catch(true),
    leads_detected: count,
    messages_processed: count,
    created_at: instant,
  })
  .transform((raw) => ({
    /** MoltFlow's id of the monitoring, not the group's WhatsApp address. */
    id: raw.id,
    sessionId: raw.session_id,
    waGroupId: raw.wa_group_id,
    name: raw.name ?? "",
    /** all, keywords, mentions, first_message, ai_analysis, or a word MoltFlow added since; null when it did not say. */
    monitorMode: raw.monitor_mode,
    monitorKeywords: raw.monitor_keywords,
    monitorPrompt: raw.monitor_prompt,
    autoRespond: raw.auto_respond,
    responseTemplate: raw.response_template,
    autoLabelLeads: raw.auto_label_leads,
    leadLabelId: raw.lead_label_id,
    webhookUrl: raw.webhook_url,
    isActive: raw.is_active,
    leadsDetected: raw.leads_detected,
    messagesProcessed: raw.messages_processed,
    createdAt: raw.created_at,
  }));
export type MonitoredGroup = z.infer<typeof monitoredGroupSchema>;

export const availableGroupSchema = z
  .object({
    wa_group_id: z.string().min(1),
    name: text,
    participant_count: count,
    is_monitored: z.boolean().nullable().catch(null),
  })
  .transform((raw) => ({
    waGroupId: raw.wa_group_id,
    name: raw.name ?? "",
    participantCount: raw.participant_count,
    /** Null when MoltFlow does not say; compare with the monitored groups then. */
    isMonitored: raw.is_monitored,
  }));
/** A WhatsApp group that a session's number is in. */
export type AvailableGroup = z.infer<typeof availableGroupSchema>;

const analysisSchema = z
  .object({ intent: text, lead_score: count, confidence: count, reason: text })
  .transform((raw) => ({
    intent: raw.intent,
    leadScore: raw.lead_score,
    confidence: raw.confidence,
    reason: raw.reason,
  }))
  .nullable()
  .catch(null);
/** What MoltFlow's AI made of a group message: `leadScore` 1–10, `confidence` 0–1. Null until it has run. */
export type AiAnalysis = z.infer<typeof analysisSchema>;

const groupMessageSchema = z
  .object({
    id,
    sender_phone: text,
    sender_name: text,
    content_preview: text,
    wa_timestamp: instant,
    ai_analysis: analysisSchema,
  })
  .transform((raw) => ({
    id: raw.id,
    senderPhone: raw.sender_phone,
    senderName: raw.sender_name,
    /** At most 500 characters. */
    preview: raw.content_preview,
    sentAt: raw.wa_timestamp,
    aiAnalysis: raw.ai_analysis,
  }));
export type GroupMessage = z.infer<typeof groupMessageSchema>;

export const groupMessagePageSchema = z
  .object({
    items: readable(groupMessageSchema).refine((items) => items !== null),
    total: count,
    has_more: z.boolean().nullable().catch(null),
  })
  .transform((raw) => ({ items: raw.items ?? [], total: raw.total, hasMore: raw.has_more }));
/** Newest first. `total` and `hasMore` are null when MoltFlow does not say. */
export type GroupMessagePage = z.infer<typeof groupMessagePageSchema>;

export const waGroupCreatedSchema = z
  .object({ wa_group_id: z.string().min(1), name: text })
  .transform((raw) => ({ waGroupId: raw.wa_group_id, name: raw.name ?? "" }));
