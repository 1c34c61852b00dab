import { z } from "zod";

const planId = z.enum(["free", "starter", "pro", "business"]);
const sessionStatus = z.enum(["stopped", "starting", "qr_code", "working", "failed"]);
const messageStatus = z.enum(["pending", "sent", "delivered", "read", "failed"]);

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

const group = z.object({
  id: z.string(),
  tenantId: z.string(),
  sessionId: z.string(),
  jid: z.string(),
  name: z.string(),
  participantCount: z.number(),
  // Null while the group is only known to WhatsApp and not watched by MoltFlow.
  monitor: z
    .object({ mode: z.enum(["all", "keywords"]), keywords: z.array(z.string()), isActive: z.boolean() })
    .nullable(),
  messagesProcessed: z.number(),
  createdAtMs: z.number(),
});

const groupMessage = z.object({
  id: z.string(),
  tenantId: z.string(),
  groupId: z.string(),
  senderPhone: z.string(),
  senderName: z.string().nullable(),
  text: z.string(),
  createdAtMs: z.number(),
});

const label = z.object({
  id: z.string(),
  tenantId: z.string(),
  name: z.string(),
  color: z.string(),
  description: z.string().nullable(),
  chatCount: z.number(),
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

type Row = { id: string; tenantId: string };

/** Rows in insertion order, found by id; the tenant-scoped finders are the only ones routes may use. */
class Collection<T extends { id: string }> {
  readonly #rows = new Map<string, T>();

  add(row: T): T {
    this.#rows.set(row.id, row);
    return row;
  }
  get(id: string): T | undefined {
    return this.#rows.get(id);
  }
  delete(id: string): void {
    this.#rows.delete(id);
  }
  all(): T[] {
    return [...this.#rows.values()];
  }
  where(matches: (row: T) => boolean): T[] {
    return this.all().filter(matches);
  }
  find(matches: (row: T) => boolean): T | undefined {
    for (const row of this.#rows.values()) if (matches(row)) return row;
    return undefined;
  }
  replaceAll(rows: T[]): void {
    this.#rows.clear();
    for (const row of rows) this.add(row);
  }
}

class TenantCollection<T extends Row> extends Collection<T> {
  of(tenantId: string): T[] {
    return this.where((row) => row.tenantId === tenantId);
  }
  getOf(tenantId: string, id: string): T | undefined {
    const row = this.get(id);
    return row?.tenantId === tenantId ? row : undefined;
  }
}

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
