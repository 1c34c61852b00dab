import type { Sandbox } from "../sandbox.ts";
import type { Chat, Message, Session } from "../store.ts";
import { count } from "../usage.ts";
import { emit } from "./emit.ts";
import { requireWorking } from "./refusal.ts";

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
    // Only an address of this kind is a phone number; an `@lid` hides it.
    phone: who.jid.endsWith("@c.us") ? `+${who.jid.split("@")[0]}` : null,
    isGroup,
    unreadCount: 0,
    labelIds: [],
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

/** People may keep writing for days; old lines of a long chat are let go like upstream's expiring previews. */
export function addMessage(sandbox: Sandbox, message: Message): Message {
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
  outgoing: { jid: string; type: Message["type"]; text: string; poll?: Message["poll"] },
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
    poll: outgoing.poll ?? null,
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
  announceSent(sandbox, session, chat, message);
}

function announceSent(sandbox: Sandbox, session: Session, chat: Chat, message: Message): void {
  emit(sandbox, session, "message.sent", {
    chat_id: chat.jid,
    message_id: message.id,
    message: message.text,
    direction: "outbound",
  });
}

/**
 * Somebody answers on the number's own phone: MoltFlow hears of it without having been asked to send. It costs no
 * quota. @throws Refusal when the session is not connected
 */
export function typeOnPhone(
  sandbox: Sandbox,
  session: Session,
  typed: { jid: string; text: string },
): { chat: Chat; message: Message } {
  requireWorking(session);
  const { random, clock } = sandbox;
  const chat = openChat(sandbox, session, { jid: typed.jid });
  chat.unreadCount = 0;
  const message = addMessage(sandbox, {
    id: random.uuid(),
    tenantId: session.tenantId,
    sessionId: session.id,
    chatId: chat.id,
    waMessageId: `3EB0${random.hex(18).toUpperCase()}`,
    direction: "outbound",
    type: "text",
    text: typed.text,
    poll: null,
    status: "sent",
    sender: null,
    sentAtMs: clock.now(),
    createdAtMs: clock.now(),
  });
  announceSent(sandbox, session, chat, message);
  progress(sandbox, message);
  return { chat, message };
}
