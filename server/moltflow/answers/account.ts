import { z } from "zod";
import { count, id, instant, text } from "./fields.ts";

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
