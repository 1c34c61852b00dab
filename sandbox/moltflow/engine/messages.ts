import type { Sandbox } from "../sandbox.ts";
import type { Chat, Message, Session } from "../store.ts";
import { count } from "../usage.ts";
import { emit } from "./emit.ts";
import { Refusal } from "./refusal.ts";

const sentAfterMs = [150, 500] as const;
const deliveredAfterMs = [400, 1_500] as const;
const readAfterMs = [1_500, 6_000] as const;
const keptPerChat = 300;

/** The chat with this address, made on first contact. */
export function openChat(
  sandbox: Sandbox,
  session: Session,
  who: { jid: string; name?: string | null },
): Chat {
  const { store, random } = sandbox;
  const known = store.chats.find((row) => row.sessionId === session.id && row.jid === who.jid);
  if (known) {
    if (who.name) known.name = who.name;
    return known;
  }
  const isGroup = who.jid.endsWith("@g.us");
  const group = isGroup && store.groups.find((row) => row.sessionId === session.id && row.jid === who.jid);
  return store.chats.add({
    id: random.uuid(),
    tenantId: session.tenantId,
    sessionId: session.id,
    jid: who.jid,
    name: who.name ?? (group ? group.name : null),
    phone: isGroup ? null : `+${who.jid.split("@")[0]}`,
    isGroup,
    unreadCount: 0,
  });
}

/** Oldest first. */
export function messagesOf(sandbox: Sandbox, chat: Chat): Message[] {
  return sandbox.store.messages.where((row) => row.chatId === chat.id);
}

/** A session's chats with their messages, the chat with the latest message first. */
export function conversationsOf(sandbox: Sandbox, session: Session): { chat: Chat; messages: Message[] }[] {
  const byChat = Map.groupBy(
    sandbox.store.messages.where((row) => row.sessionId === session.id),
    (row) => row.chatId,
  );
  return sandbox.store.chats
    .where((chat) => chat.sessionId === session.id)
    .map((chat) => ({ chat, messages: byChat.get(chat.id) ?? [] }))
    .sort((a, b) => latestOf(b.messages) - latestOf(a.messages));
}

function latestOf(messages: Message[]): number {
  return messages.at(-1)?.createdAtMs ?? 0;
}

// People may keep writing for days; old lines of a long chat are let go like upstream's expiring previews.
function addMessage(sandbox: Sandbox, message: Message): Message {
  const { messages } = sandbox.store;
  messages.add(message);
  const own = messages.where((row) => row.chatId === message.chatId);
  for (const old of own.slice(0, Math.max(0, own.length - keptPerChat))) messages.delete(old.id);
  return message;
}

/** Accepts an outbound message; the engine sends it a moment later and receipts follow. */
export function sendMessage(
  sandbox: Sandbox,
  session: Session,
  outgoing: { jid: string; type: Message["type"]; text: string },
): Message {
  const { random, clock } = sandbox;
  const chat = openChat(sandbox, session, { jid: outgoing.jid });
  chat.unreadCount = 0;
  const message = addMessage(sandbox, {
    id: random.uuid(),
    tenantId: session.tenantId,
    sessionId: session.id,
    chatId: chat.id,
    waMessageId: null,
    direction: "outbound",
    type: outgoing.type,
    text: outgoing.text,
    status: "pending",
    sender: null,
    sentAtMs: null,
    createdAtMs: clock.now(),
  });
  count(sandbox, session.tenantId, "sent");
  progress(sandbox, message);
  sandbox.changed();
  return message;
}

/** Plans the next step of an outbound message; also called for unfinished ones after a restart. */
export function progress(sandbox: Sandbox, message: Message): void {
  const { random } = sandbox;
  const wait = (span: readonly [number, number], step: () => void) => {
    const cancel = sandbox.clock.after(random.integer(...span), () => {
      sandbox.plans.delete(message.id);
      step();
      sandbox.changed();
      progress(sandbox, message);
    });
    sandbox.plans.set(message.id, cancel);
  };
  if (message.direction === "inbound") return;
  if (message.status === "pending") wait(sentAfterMs, () => leave(sandbox, message));
  if (message.status === "sent") wait(deliveredAfterMs, () => setStatus(message, "delivered"));
  if (message.status === "delivered") wait(readAfterMs, () => setStatus(message, "read"));
}

function setStatus(message: Message, status: Message["status"]): void {
  message.status = status;
}

function leave(sandbox: Sandbox, message: Message): void {
  const session = sandbox.store.sessions.get(message.sessionId);
  const chat = sandbox.store.chats.get(message.chatId);
  if (!chat || session?.status !== "working") {
    setStatus(message, "failed");
    return;
  }
  setStatus(message, "sent");
  message.waMessageId = `3EB0${sandbox.random.hex(18).toUpperCase()}`;
  message.sentAtMs = sandbox.clock.now();
  emit(sandbox, session, "message.sent", {
    chat_id: chat.jid,
    message_id: message.id,
    message: message.text,
    direction: "outbound",
  });
}

/** A person writes to the number, directly or in a group. @throws Refusal when the session is not connected */
export function receiveMessage(
  sandbox: Sandbox,
  session: Session,
  incoming: { jid: string; text: string; name?: string | null; sender?: Message["sender"] },
): { chat: Chat; message: Message } {
  if (session.status !== "working") {
    throw new Refusal(`The session is ${session.status}; a message only reaches a working one.`);
  }
  const { random, clock } = sandbox;
  const isGroup = incoming.jid.endsWith("@g.us");
  const chat = openChat(sandbox, session, { jid: incoming.jid, name: isGroup ? null : incoming.name });
  chat.unreadCount += 1;
  const message = addMessage(sandbox, {
    id: random.uuid(),
    tenantId: session.tenantId,
    sessionId: session.id,
    chatId: chat.id,
    waMessageId: `3A${random.hex(18).toUpperCase()}`,
    direction: "inbound",
    type: "text",
    text: incoming.text,
    status: "delivered",
    sender: isGroup ? (incoming.sender ?? null) : null,
    sentAtMs: clock.now(),
    createdAtMs: clock.now(),
  });
  count(sandbox, session.tenantId, "received");
  emit(sandbox, session, "message.received", {
    chat_id: chat.jid,
    message: message.text,
    direction: "inbound",
  });
  if (isGroup) observeGroup(sandbox, session, chat, message);
  return { chat, message };
}

function observeGroup(sandbox: Sandbox, session: Session, chat: Chat, message: Message): void {
  const { store } = sandbox;
  const group = store.groups.find((row) => row.sessionId === session.id && row.jid === chat.jid);
  if (!group?.monitor?.isActive) return;
  const text = message.text.toLowerCase();
  const { mode, keywords } = group.monitor;
  if (mode === "keywords" && !keywords.some((keyword) => text.includes(keyword.toLowerCase()))) return;
  group.messagesProcessed += 1;
  const senderPhone = message.sender?.phone ?? "+15550100000";
  store.groupMessages.add({
    id: message.id,
    tenantId: session.tenantId,
    groupId: group.id,
    senderPhone,
    senderName: message.sender?.name ?? null,
    text: message.text,
    createdAtMs: message.createdAtMs,
  });
  emit(sandbox, session, "group.message", {
    group_id: group.id,
    wa_group_id: group.jid,
    message_id: message.id,
    sender_phone: senderPhone,
    sender_name: message.sender?.name ?? null,
    content_preview: message.text.slice(0, 500),
  });
}
