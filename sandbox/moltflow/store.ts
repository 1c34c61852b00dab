import { z } from "zod";
import { Collection, TenantCollection } from "./collection.ts";

// State files outlive versions: a field that is added here gets a default, so that an older file still opens.

const planId = z.enum(["free", "starter", "pro", "business"]);
const sessionStatus = z.enum(["stopped", "starting", "qr_code", "working", "failed"]);
const messageStatus = z.enum(["pending", "sent", "delivered", "read", "failed"]);

const monitorMode = z.enum(["all", "keywords", "mentions", "first_message", "ai_analysis"]);

const tenant = z.object({
  id: z.string(),
  name: z.string(),
  plan: planId,
  user: z.object({ id: z.string(), email: z.string(), fullName: z.string() }),
  settings: z.object({
    allowedNumbers: z.array(z.string()),
    requireApproval: z.boolean(),
    aiConsentEnabled: z.boolean(),
    chatHistoryAccessEnabled: z.boolean(),
  }),
  trafficEveryMs: z.number(),
  createdAtMs: z.number(),
});

const apiKey = z.object({
  id: z.string(),
  tenantId: z.string(),
  name: z.string(),
  prefix: z.string(),
  digest: z.string(),
  // Kept only for keys the sandbox itself hands out, so that its page can show them again.
  shownKey: z.string().nullable(),
  scopes: z.array(z.string()),
  expiresAtMs: z.number().nullable(),
  lastUsedAtMs: z.number().nullable(),
  createdAtMs: z.number(),
  isActive: z.boolean(),
});

const session = z.object({
  id: z.string(),
  tenantId: z.string(),
  name: z.string(),
  status: sessionStatus,
  phoneNumber: z.string().nullable(),
  isBusiness: z.boolean(),
  hasCredentials: z.boolean(),
  config: z.record(z.string(), z.unknown()),
  // The labels in the number's own WhatsApp Business app.
  waLabels: z.array(z.object({ name: z.string(), color: z.string() })).default([]),
  qr: z.object({ code: z.string(), number: z.number(), expiresAtMs: z.number() }).nullable(),
  createdAtMs: z.number(),
  updatedAtMs: z.number(),
});

const chat = z.object({
  id: z.string(),
  tenantId: z.string(),
  sessionId: z.string(),
  jid: z.string(),
  name: z.string().nullable(),
  phone: z.string().nullable(),
  isGroup: z.boolean(),
  unreadCount: z.number(),
  labelIds: z.array(z.string()).default([]),
});

const message = z.object({
  id: z.string(),
  tenantId: z.string(),
  sessionId: z.string(),
  chatId: z.string(),
  waMessageId: z.string().nullable(),
  direction: z.enum(["inbound", "outbound"]),
  type: z.enum(["text", "poll", "sticker", "gif"]),
  text: z.string(),
  poll: z
    .object({ title: z.string(), options: z.array(z.string()), allowMultiple: z.boolean() })
    .nullable()
    .default(null),
  status: messageStatus,
  sender: z.object({ phone: z.string(), name: z.string().nullable() }).nullable(),
  sentAtMs: z.number().nullable(),
  createdAtMs: z.number(),
});

const webhook = z.object({
  id: z.string(),
  tenantId: z.string(),
  name: z.string(),
  url: z.string(),
  events: z.array(z.string()),
  secret: z.string().nullable(),
  isActive: z.boolean(),
  createdAtMs: z.number(),
});

const member = z.object({
  phone: z.string(),
  name: z.string().nullable(),
  role: z.enum(["member", "admin", "owner"]),
});

const monitor = z.object({
  mode: monitorMode,
  keywords: z.array(z.string()),
  prompt: z.string().nullable().default(null),
  autoRespond: z.boolean().default(false),
  responseTemplate: z.string().nullable().default(null),
  autoLabelLeads: z.boolean().default(false),
  leadLabelId: z.string().nullable().default(null),
  webhookUrl: z.string().nullable().default(null),
  isActive: z.boolean(),
});

const group = z.object({
  id: z.string(),
  tenantId: z.string(),
  sessionId: z.string(),
  jid: z.string(),
  name: z.string(),
  members: z.array(member).default([]),
  // Null while the group is only known to WhatsApp and not watched by MoltFlow.
  monitor: monitor.nullable(),
  messagesProcessed: z.number(),
  createdAtMs: z.number(),
});

const analysis = z.object({
  intent: z.enum([
    "buying_intent",
    "product_inquiry",
    "support_request",
    "complaint",
    "off_topic",
    "spam_noise",
    "unknown",
  ]),
  leadScore: z.number(),
  confidence: z.number(),
  reason: z.string(),
});

const groupMessage = z.object({
  id: z.string(),
  tenantId: z.string(),
  groupId: z.string(),
  senderPhone: z.string(),
  senderName: z.string().nullable(),
  text: z.string(),
  analysis: analysis.nullable().default(null),
  // The AI has the message, but no answer yet.
  awaitsAnalysis: z.boolean().default(false),
  createdAtMs: z.number(),
});

const label = z.object({
  id: z.string(),
  tenantId: z.string(),
  name: z.string(),
  color: z.string(),
  description: z.string().nullable(),
  synced: z.boolean().default(false),
  createdAtMs: z.number(),
});

/** One tenant's counts on one UTC day, `day` as YYYY-MM-DD. */
const usageDay = z.object({
  id: z.string(),
  tenantId: z.string(),
  day: z.string(),
  sent: z.number(),
  received: z.number(),
  apiCalls: z.number(),
});

export const planIds = planId.options;
export type PlanId = z.infer<typeof planId>;
export type SessionStatus = z.infer<typeof sessionStatus>;
export type Tenant = z.infer<typeof tenant>;
export type ApiKey = z.infer<typeof apiKey>;
export type Session = z.infer<typeof session>;
export type Chat = z.infer<typeof chat>;
export type Message = z.infer<typeof message>;
export type Webhook = z.infer<typeof webhook>;
export type Group = z.infer<typeof group>;
export type Member = z.infer<typeof member>;
export type Monitor = z.infer<typeof monitor>;
export type Analysis = z.infer<typeof analysis>;
export type GroupMessage = z.infer<typeof groupMessage>;
export type Label = z.infer<typeof label>;
export type UsageDay = z.infer<typeof usageDay>;

/** The whole state as plain JSON. */
export const snapshotSchema = z.object({
  tenants: z.array(tenant),
  apiKeys: z.array(apiKey),
  sessions: z.array(session),
  chats: z.array(chat),
  messages: z.array(message),
  webhooks: z.array(webhook),
  groups: z.array(group),
  groupMessages: z.array(groupMessage),
  labels: z.array(label),
  usageDays: z.array(usageDay),
});
export type Snapshot = z.infer<typeof snapshotSchema>;

export type Store = {
  tenants: Collection<Tenant>;
  apiKeys: TenantCollection<ApiKey>;
  sessions: TenantCollection<Session>;
  chats: TenantCollection<Chat>;
  messages: TenantCollection<Message>;
  webhooks: TenantCollection<Webhook>;
  groups: TenantCollection<Group>;
  groupMessages: TenantCollection<GroupMessage>;
  labels: TenantCollection<Label>;
  usageDays: TenantCollection<UsageDay>;
  snapshot(): Snapshot;
  restore(snapshot: Snapshot): void;
};

export function createStore(): Store {
  const collections = {
    tenants: new Collection<Tenant>(),
    apiKeys: new TenantCollection<ApiKey>(),
    sessions: new TenantCollection<Session>(),
    chats: new TenantCollection<Chat>(),
    messages: new TenantCollection<Message>(),
    webhooks: new TenantCollection<Webhook>(),
    groups: new TenantCollection<Group>(),
    groupMessages: new TenantCollection<GroupMessage>(),
    labels: new TenantCollection<Label>(),
    usageDays: new TenantCollection<UsageDay>(),
  };
  return {
    ...collections,
    snapshot: () => ({
      tenants: collections.tenants.all(),
      apiKeys: collections.apiKeys.all(),
      sessions: collections.sessions.all(),
      chats: collections.chats.all(),
      messages: collections.messages.all(),
      webhooks: collections.webhooks.all(),
      groups: collections.groups.all(),
      groupMessages: collections.groupMessages.all(),
      labels: collections.labels.all(),
      usageDays: collections.usageDays.all(),
    }),
    restore(snapshot) {
      collections.tenants.replaceAll(snapshot.tenants);
      collections.apiKeys.replaceAll(snapshot.apiKeys);
      collections.sessions.replaceAll(snapshot.sessions);
      collections.chats.replaceAll(snapshot.chats);
      collections.messages.replaceAll(snapshot.messages);
      collections.webhooks.replaceAll(snapshot.webhooks);
      collections.groups.replaceAll(snapshot.groups);
      collections.groupMessages.replaceAll(snapshot.groupMessages);
      collections.labels.replaceAll(snapshot.labels);
      collections.usageDays.replaceAll(snapshot.usageDays);
    },
  };
}
