import { issueKey } from "./auth.ts";
import { conversations, groupTalk, replies } from "./conversations.ts";
import { openChat } from "./engine/messages.ts";
import type { Sandbox } from "./sandbox.ts";
import type { Chat, Message, PlanId, Session, Tenant } from "./store.ts";
import { planIds } from "./store.ts";
import { dayOf } from "./usage.ts";

const minuteMs = 60_000;
const dayMs = 24 * 60 * minuteMs;
const chatsPerSession = 6;
const daysOfUsage = 45;

const tenantNames: Record<PlanId, string> = {
  free: "Corner Bakery",
  starter: "Bright Smile Dental",
  pro: "Harbour Property Care",
  business: "Northline Logistics",
};

export type TenantWish = { plan: PlanId; name?: string; seed?: "working" | "empty"; chatHistory?: boolean };

/** A new tenant with its owner, and with one working number and its history when asked for `working`. */
export function createTenant(
  sandbox: Sandbox,
  wish: TenantWish,
): { tenant: Tenant; session: Session | null } {
  const { store, random, clock } = sandbox;
  const name = wish.name ?? tenantNames[wish.plan];
  const tenant = store.tenants.add({
    id: random.uuid(),
    name,
    plan: wish.plan,
    user: { id: random.uuid(), email: `owner-${random.hex(6)}@sandbox.example`, fullName: "Sandbox Owner" },
    settings: {
      allowedNumbers: [],
      requireApproval: false,
      aiConsentEnabled: false,
      chatHistoryAccessEnabled: wish.chatHistory ?? true,
    },
    trafficEveryMs: 0,
    createdAtMs: clock.now() - daysOfUsage * dayMs,
  });
  const session = wish.seed === "working" ? seedWorkingSession(sandbox, tenant) : null;
  sandbox.changed();
  return { tenant, session };
}

function seedWorkingSession(sandbox: Sandbox, tenant: Tenant): Session {
  const { store, random, clock } = sandbox;
  const session = store.sessions.add({
    id: random.uuid(),
    tenantId: tenant.id,
    name: "Front desk",
    status: "working",
    phoneNumber: `+1555${random.digits(7)}`,
    isBusiness: tenant.plan !== "free",
    hasCredentials: true,
    config: { auto_transcribe: false },
    qr: null,
    createdAtMs: clock.now() - 30 * dayMs,
    updatedAtMs: clock.now() - 30 * dayMs,
  });
  seedGroups(sandbox, session);
  seedChats(sandbox, session);
  seedLabels(sandbox, tenant);
  seedUsage(sandbox, tenant);
  return session;
}

function seedChats(sandbox: Sandbox, session: Session): void {
  const { random, clock } = sandbox;
  const first = random.integer(0, conversations.length - 1);
  for (let index = 0; index < chatsPerSession; index += 1) {
    const conversation = conversations[(first + index) % conversations.length] ?? conversations[0];
    const jid = `${conversation.country}${random.digits(7)}@c.us`;
    const chat = openChat(sandbox, session, { jid, name: conversation.name });
    let atMs = clock.now() - (chatsPerSession - index) * 3 * 60 * minuteMs;
    conversation.lines.forEach((line, number) => {
      addHistory(sandbox, chat, { direction: "inbound", text: line, atMs });
      const isLast = number === conversation.lines.length - 1;
      if (!isLast) {
        addHistory(sandbox, chat, {
          direction: "outbound",
          text: random.pick(replies),
          atMs: atMs + 2 * minuteMs,
        });
      }
      atMs += random.integer(3, 15) * minuteMs;
    });
    chat.unreadCount = index % 2;
  }
}

function addHistory(
  sandbox: Sandbox,
  chat: Chat,
  past: { direction: Message["direction"]; text: string; atMs: number; sender?: Message["sender"] },
): Message {
  const { store, random } = sandbox;
  return store.messages.add({
    id: random.uuid(),
    tenantId: chat.tenantId,
    sessionId: chat.sessionId,
    chatId: chat.id,
    waMessageId: `3A${random.hex(18).toUpperCase()}`,
    direction: past.direction,
    type: "text",
    text: past.text,
    status: past.direction === "outbound" ? "read" : "delivered",
    sender: past.sender ?? null,
    sentAtMs: past.atMs,
    createdAtMs: past.atMs,
  });
}

function seedGroups(sandbox: Sandbox, session: Session): void {
  const { store, random, clock } = sandbox;
  for (const { name, watched } of [
    { name: "Building C residents", watched: true },
    { name: "Suppliers and drivers", watched: false },
  ]) {
    const group = store.groups.add({
      id: random.uuid(),
      tenantId: session.tenantId,
      sessionId: session.id,
      jid: `1203630${random.digits(11)}@g.us`,
      name,
      participantCount: random.integer(12, 90),
      monitor: watched ? { mode: "keywords", keywords: ["urgent", "support", "help"], isActive: true } : null,
      messagesProcessed: 0,
      createdAtMs: clock.now() - 20 * dayMs,
    });
    const chat = openChat(sandbox, session, { jid: group.jid });
    groupTalk.forEach(({ name: senderName, text }, index) => {
      const atMs = clock.now() - dayMs + index * 7 * minuteMs;
      const sender = { phone: `+1555${random.digits(7)}`, name: senderName };
      const message = addHistory(sandbox, chat, { direction: "inbound", text, atMs, sender });
      if (!/urgent|support|help/i.test(text) || !group.monitor) return;
      group.messagesProcessed += 1;
      store.groupMessages.add({
        id: message.id,
        tenantId: group.tenantId,
        groupId: group.id,
        senderPhone: sender.phone,
        senderName,
        text,
        createdAtMs: atMs,
      });
    });
  }
}

function seedLabels(sandbox: Sandbox, tenant: Tenant): void {
  const { store, random, clock } = sandbox;
  for (const [name, color] of [
    ["VIP customer", "#FF6B35"],
    ["Waiting for us", "#2E86AB"],
  ] as const) {
    store.labels.add({
      id: random.uuid(),
      tenantId: tenant.id,
      name,
      color,
      description: null,
      chatCount: 0,
      createdAtMs: clock.now() - 10 * dayMs,
    });
  }
}

// Small figures, so that even the free plan's 50 messages a month leave room to send.
function seedUsage(sandbox: Sandbox, tenant: Tenant): void {
  const { store, random, clock } = sandbox;
  for (let back = 1; back <= daysOfUsage; back += 1) {
    const day = dayOf(clock.now() - back * dayMs);
    const id = `${tenant.id}:${day}`;
    const sent = back % 4 === 0 ? 1 : 0;
    store.usageDays.add({
      id,
      tenantId: tenant.id,
      day,
      sent,
      received: random.integer(0, 1),
      apiCalls: random.integer(5, 40),
    });
  }
}

/** One tenant a plan, each with a fixed key that has every scope: `mf_sandbox_<plan>`. */
export function seedStandardTenants(sandbox: Sandbox): void {
  for (const plan of planIds) {
    const { tenant } = createTenant(sandbox, { plan, seed: "working" });
    issueKey(sandbox, {
      tenantId: tenant.id,
      name: `Sandbox ${plan}`,
      scopes: sandbox.contract.scopes,
      rawKey: `mf_sandbox_${plan}`,
      shown: true,
    });
  }
}
