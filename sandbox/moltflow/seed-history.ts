import { conversations, groupTalk, hiddenFriend, longFriend, replies } from "./conversations.ts";
import { addLabel } from "./engine/labels.ts";
import { addGroup } from "./engine/members.ts";
import { openChat } from "./engine/messages.ts";
import { analyse } from "./engine/watching.ts";
import type { Sandbox } from "./sandbox.ts";
import type { Chat, Group, Member, Message, Monitor, Session } from "./store.ts";

const minuteMs = 60_000;
const dayMs = 24 * 60 * minuteMs;
const chatsPerSession = 6;
const longChatLines = 240;

/** Six everyday chats, one with months of history, one whose number WhatsApp hides. */
export function seedChats(sandbox: Sandbox, session: Session): void {
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
  seedLongChat(sandbox, session);
  seedHiddenChat(sandbox, session);
}

function seedLongChat(sandbox: Sandbox, session: Session): void {
  const { random, clock } = sandbox;
  const jid = `${longFriend.country}${random.digits(7)}@c.us`;
  const chat = openChat(sandbox, session, { jid, name: longFriend.name });
  for (let back = longChatLines; back > 0; back -= 1) {
    const isTheirs = back % 2 === 0;
    const line = longFriend.lines[Math.floor(back / 2) % longFriend.lines.length] ?? longFriend.lines[0];
    addHistory(sandbox, chat, {
      direction: isTheirs ? "inbound" : "outbound",
      text: isTheirs ? line : random.pick(replies),
      atMs: clock.now() - 2 * dayMs - back * 8 * 60 * minuteMs,
    });
  }
}

function seedHiddenChat(sandbox: Sandbox, session: Session): void {
  const { random, clock } = sandbox;
  const chat = openChat(sandbox, session, { jid: `${random.digits(14)}@lid`, name: hiddenFriend.name });
  hiddenFriend.lines.forEach((text, index) => {
    addHistory(sandbox, chat, {
      direction: "inbound",
      text,
      atMs: clock.now() - dayMs + index * minuteMs,
    });
  });
  chat.unreadCount = hiddenFriend.lines.length;
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
    poll: null,
    status: past.direction === "outbound" ? "read" : "delivered",
    sender: past.sender ?? null,
    sentAtMs: past.atMs,
    createdAtMs: past.atMs,
  });
}

/** People for a group: those who talk in it, some who only read, and the session's number. */
export function peopleFor(sandbox: Sandbox, session: Session, ownRole: Member["role"]): Member[] {
  const { random } = sandbox;
  const stranger = (name: string | null, role: Member["role"] = "member"): Member => ({
    phone: `+1555${random.digits(7)}`,
    name,
    role,
  });
  const talkers = [...new Set(groupTalk.map(({ name }) => name))].map((name, index) =>
    stranger(name, index === 0 && ownRole !== "owner" ? "owner" : "member"),
  );
  const quiet = Array.from({ length: random.integer(6, 40) }, () => stranger(null));
  const own = session.phoneNumber ? [{ phone: session.phoneNumber, name: session.name, role: ownRole }] : [];
  return [...own, ...talkers, ...quiet];
}

/** One group that is watched and the number's own, one where it is a mere member. */
export function seedGroups(sandbox: Sandbox, session: Session): void {
  for (const { name, role, monitor } of [
    { name: "Building C residents", role: "owner", monitor: watching(["urgent", "support", "help"]) },
    { name: "Suppliers and drivers", role: "member", monitor: null },
  ] as const) {
    const group = addGroup(sandbox, session, { name, members: peopleFor(sandbox, session, role) });
    group.createdAtMs = sandbox.clock.now() - 20 * dayMs;
    group.monitor = monitor;
    seedTalk(sandbox, session, group);
  }
}

function watching(keywords: string[]): Monitor {
  return {
    mode: "keywords",
    keywords,
    prompt: null,
    autoRespond: false,
    responseTemplate: null,
    autoLabelLeads: false,
    leadLabelId: null,
    webhookUrl: null,
    isActive: true,
  };
}

function seedTalk(sandbox: Sandbox, session: Session, group: Group): void {
  const { store, clock, contract } = sandbox;
  const hasAi = contract.plans[store.tenants.get(session.tenantId)?.plan ?? "free"].ai;
  const chat = openChat(sandbox, session, { jid: group.jid });
  groupTalk.forEach(({ name, text }, index) => {
    const atMs = clock.now() - dayMs + index * 7 * minuteMs;
    const phone = group.members.find((member) => member.name === name)?.phone ?? "+15550100000";
    const message = addHistory(sandbox, chat, { direction: "inbound", text, atMs, sender: { phone, name } });
    if (!group.monitor?.keywords.some((keyword) => text.toLowerCase().includes(keyword))) return;
    group.messagesProcessed += 1;
    store.groupMessages.add({
      id: message.id,
      tenantId: group.tenantId,
      groupId: group.id,
      senderPhone: phone,
      senderName: name,
      text,
      // As if the group had been on AI analysis before it went to keywords.
      analysis: hasAi ? analyse(text) : null,
      awaitsAnalysis: false,
      createdAtMs: atMs,
    });
  });
}

/** Two labels of the account, worn by some chats. */
export function seedLabels(sandbox: Sandbox, session: Session): void {
  const { store, clock } = sandbox;
  const chats = store.chats.where((chat) => chat.sessionId === session.id && !chat.isGroup);
  for (const [name, color, every] of [
    ["VIP customer", "#FF6B35", 3],
    ["Waiting for us", "#2E86AB", 2],
  ] as const) {
    const label = addLabel(sandbox, { tenantId: session.tenantId, name, color });
    label.createdAtMs = clock.now() - 10 * dayMs;
    for (const [index, chat] of chats.entries()) if (index % every === 0) chat.labelIds.push(label.id);
  }
}
