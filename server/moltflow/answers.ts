/**
 * MoltFlow's answers in our own shapes. Much of the contract is assumed, so these schemas insist only on what a
 * caller cannot do without (ids, states) and turn anything else that is missing or odd into null; `drift.ts` tells
 * the log about it. States, roles and event names are open strings: a new one must not break a screen.
 */
import { z } from "zod";

const EPOCH_MS_FROM = 1e11;

const id = z.union([z.string().min(1), z.number().transform(String)]);
const text = z.string().nullable().catch(null);
const count = z
  .union([
    z.number(),
    z
      .string()
      .regex(/^\d+(\.\d+)?$/)
      .transform(Number),
  ])
  .nullable()
  .catch(null);
const bag = z.record(z.string(), z.unknown()).catch({});

/** ISO 8601 (UTC when it names no zone), epoch seconds or epoch milliseconds; null for anything else. */
const instant = z.union([z.string(), z.number()]).transform(toDate).nullable().catch(null);

function toDate(value: string | number): Date | null {
  if (typeof value === "number" || /^\d{9,16}$/.test(value)) {
    const epoch = Number(value);
    return validDate(new Date(epoch < EPOCH_MS_FROM ? epoch * 1_000 : epoch));
  }
  const hasZone = /(Z|[+-]\d\d(:?\d\d)?)$/i.test(value) || !value.includes(":");
  return validDate(new Date(hasZone ? value : `${value}Z`));
}

function validDate(date: Date): Date | null {
  return Number.isNaN(date.getTime()) ? null : date;
}

export const profileSchema = z
  .object({ id, email: text, full_name: text, role: text, tenant_id: id, tenant_name: text, plan: text })
  .transform((raw) => ({
    id: raw.id,
    email: raw.email,
    fullName: raw.full_name,
    role: raw.role,
    tenantId: raw.tenant_id,
    tenantName: raw.tenant_name,
    plan: raw.plan,
  }));
/** Who the key belongs to. `tenantId` is what budgets and webhook registrations are keyed on. */
export type Profile = z.infer<typeof profileSchema>;

const readLimits = z
  .object({
    max_sessions: count,
    max_messages_per_month: count,
    max_groups: count,
    max_labels: count,
    ai_replies_per_month: count,
  })
  .transform((raw) => ({
    sessions: raw.max_sessions,
    messagesPerMonth: raw.max_messages_per_month,
    groups: raw.max_groups,
    labels: raw.max_labels,
    aiRepliesPerMonth: raw.ai_replies_per_month,
  }));
const limits = readLimits.catch(readLimits.parse({}));
/** Null where MoltFlow sets no limit or does not say. */
export type PlanLimits = z.infer<typeof limits>;

const readSubscriptionUsage = z
  .object({
    sessions: count,
    messages_this_month: count,
    groups: count,
    labels: count,
    ai_replies_this_month: count,
  })
  .transform((raw) => ({
    sessions: raw.sessions,
    messagesThisMonth: raw.messages_this_month,
    groups: raw.groups,
    labels: raw.labels,
    aiRepliesThisMonth: raw.ai_replies_this_month,
  }));

export const subscriptionSchema = z
  .object({
    plan_id: z.string(),
    display_name: text,
    status: text,
    billing_cycle: text,
    current_period_end: instant,
    limits,
    usage: readSubscriptionUsage.catch(readSubscriptionUsage.parse({})),
  })
  .transform((raw) => ({
    planId: raw.plan_id,
    displayName: raw.display_name ?? raw.plan_id,
    status: raw.status,
    billingCycle: raw.billing_cycle,
    currentPeriodEnd: raw.current_period_end,
    limits: raw.limits,
    usage: raw.usage,
  }));
export type Subscription = z.infer<typeof subscriptionSchema>;

export const planSchema = z
  .object({
    id: z.string(),
    name: text,
    price_monthly: count,
    price_yearly: count,
    currency: text,
    limits,
    rate_limit_per_minute: count,
  })
  .transform((raw) => ({
    id: raw.id,
    name: raw.name ?? raw.id,
    priceMonthly: raw.price_monthly,
    priceYearly: raw.price_yearly,
    currency: raw.currency,
    limits: raw.limits,
    requestsPerMinute: raw.rate_limit_per_minute,
  }));
/** Prices in whole units of `currency`. */
export type Plan = z.infer<typeof planSchema>;

export const usageSchema = z
  .object({
    period: text,
    messages_sent: count,
    messages_received: count,
    total_messages: count,
    leads_detected: count,
    api_calls: count,
    limit_messages: count,
    usage_percentage: count,
  })
  .transform((raw) => ({
    period: raw.period,
    messagesSent: raw.messages_sent,
    messagesReceived: raw.messages_received,
    totalMessages: raw.total_messages,
    leadsDetected: raw.leads_detected,
    apiCalls: raw.api_calls,
    limitMessages: raw.limit_messages,
    usagePercentage: raw.usage_percentage,
  }));
export type Usage = z.infer<typeof usageSchema>;

export const sessionSchema = z
  .object({
    id,
    name: text,
    status: z.string(),
    phone_number: text,
    is_business: z.boolean().catch(false),
    config: bag,
    created_at: instant,
    updated_at: instant,
  })
  .transform((raw) => ({
    id: raw.id,
    name: raw.name ?? "",
    /** stopped, starting, qr_code, working, failed, or a word MoltFlow added since. */
    status: raw.status,
    phoneNumber: raw.phone_number,
    isBusiness: raw.is_business,
    config: raw.config,
    createdAt: raw.created_at,
    updatedAt: raw.updated_at,
  }));
export type Session = z.infer<typeof sessionSchema>;

export const sessionSettingsSchema = z.object({ config: bag }).transform((raw) => raw.config);

export const qrJsonSchema = z
  .object({ mimetype: z.string().catch("image/png"), data: z.string().min(1) })
  .transform((raw) => ({ mimeType: raw.mimetype, base64: raw.data.replace(/^data:[^,]*,/, "") }));
/** The pairing code as an image. */
export type SessionQr = z.infer<typeof qrJsonSchema>;

export const messageSchema = z
  .object({
    id,
    chat_id: z.union([id, z.null()]).catch(null),
    wa_message_id: text,
    direction: text,
    message_type: text,
    content_preview: text,
    status: text,
    sent_at: instant,
    created_at: instant,
  })
  .transform((raw) => ({
    id: raw.id,
    /** MoltFlow's internal chat id, not the WhatsApp address a message was sent to. */
    chatId: raw.chat_id,
    waMessageId: raw.wa_message_id,
    direction: raw.direction,
    type: raw.message_type,
    /** At most 500 characters; MoltFlow forgets it after 90 days. */
    preview: raw.content_preview,
    status: raw.status,
    sentAt: raw.sent_at,
    createdAt: raw.created_at,
  }));
export type Message = z.infer<typeof messageSchema>;

export const chatSchema = z
  .object({
    id,
    wa_chat_id: z.string().min(1),
    name: text,
    phone: text,
    is_group: z.boolean().nullable().catch(null),
    message_count: count,
    unread_count: count,
    last_message_preview: text,
    last_message_direction: text,
    last_message_at: instant,
  })
  .transform((raw) => ({
    id: raw.id,
    /** Opaque WhatsApp address (`…@c.us`, `…@g.us`, `…@lid`, …). */
    waChatId: raw.wa_chat_id,
    name: raw.name,
    phone: raw.phone,
    isGroup: raw.is_group ?? raw.wa_chat_id.endsWith("@g.us"),
    messageCount: raw.message_count,
    unreadCount: raw.unread_count,
    lastMessagePreview: raw.last_message_preview,
    lastMessageDirection: raw.last_message_direction,
    lastMessageAt: raw.last_message_at,
  }));
export type Chat = z.infer<typeof chatSchema>;

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
