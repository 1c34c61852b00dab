import type { Sandbox } from "../sandbox.ts";
import type { Chat, Message, Session } from "../store.ts";
import { count } from "../usage.ts";
import { emit } from "./emit.ts";
import { joinQuietly } from "./members.ts";
import { addMessage, openChat } from "./messages.ts";
import { requireWorking } from "./refusal.ts";
import { observeGroup } from "./watching.ts";

/** A person writes to the number, directly or in a group. @throws Refusal when the session is not connected */
export function receiveMessage(
  sandbox: Sandbox,
  session: Session,
  incoming: { jid: string; text: string; name?: string | null; sender?: Message["sender"] },
): { chat: Chat; message: Message } {
  requireWorking(session);
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
    poll: null,
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
  const group = sandbox.store.groups.find((row) => row.sessionId === session.id && row.jid === chat.jid);
  if (group && message.sender) joinQuietly(group, message.sender);
  if (group) observeGroup(sandbox, session, group, message);
  return { chat, message };
}
