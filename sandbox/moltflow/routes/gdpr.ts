import { z } from "zod";
import type { Call, Handlers } from "../api.ts";
import { ApiError } from "../api-error.ts";
import { timestamp } from "../clock.ts";
import { chatsWith } from "../engine/labels.ts";
import type { Sandbox } from "../sandbox.ts";
import type { Chat, Tenant } from "../store.ts";
import {
  chatView,
  isMonitored,
  labelView,
  messageView,
  monitoredGroupView,
  profileView,
  sessionView,
  webhookView,
} from "../views.ts";

/** What stands in place of a number in a group's messages. */
const anonymous = "+00000000000";

const erasure = z.object({ phone: z.string() });

/** A phone number with or without `@c.us`, as its digits. The contract names no other kind of address. */
function digitsOf(phone: string): string {
  const [, digits] = /^\+?(\d{7,15})(?:@c\.us)?$/.exec(phone.trim()) ?? [];
  if (!digits) throw new ApiError(400, "phone must be a phone number, with or without @c.us");
  return digits;
}

/** Deletes the contact's chats with all that was said in them. */
function eraseChats({ store, plans }: Sandbox, chats: Chat[]): number {
  const gone = new Set(chats.map(({ id }) => id));
  const messages = store.messages.where(({ chatId }) => gone.has(chatId));
  for (const { id } of messages) {
    plans.get(id)?.();
    plans.delete(id);
    store.messages.delete(id);
  }
  for (const { id } of chats) store.chats.delete(id);
  return messages.length;
}

/** In groups the words stay and the person goes. */
function anonymizeInGroups({ store }: Sandbox, tenant: Tenant, digits: string): number {
  const isTheirs = (phone: string | undefined) => phone?.replace(/\D/g, "") === digits;
  const said = store.groupMessages.of(tenant.id).filter(({ senderPhone }) => isTheirs(senderPhone));
  for (const message of said) Object.assign(message, { senderPhone: anonymous, senderName: null });
  for (const message of store.messages.of(tenant.id)) {
    if (isTheirs(message.sender?.phone)) message.sender = null;
  }
  return new Set(said.map(({ groupId }) => groupId)).size;
}

function eraseContact({ sandbox, tenant, body }: Call) {
  const { phone } = erasure.parse(body);
  const digits = digitsOf(phone);
  const chats = sandbox.store.chats.of(tenant.id).filter(({ jid }) => jid === `${digits}@c.us`);
  const json = {
    phone,
    messages_deleted: eraseChats(sandbox, chats),
    reviews_deleted: 0,
    chats_anonymized: chats.length,
    group_members_anonymized: anonymizeInGroups(sandbox, tenant, digits),
    audit_logged: true,
    completed_at: timestamp(sandbox.clock.now()),
  };
  return { status: 200, json };
}

function exportAccount({ sandbox: { store }, tenant }: Call) {
  const messages = store.messages.of(tenant.id);
  const messagesOf = (chat: Chat) => messages.filter(({ chatId }) => chatId === chat.id);
  const json = {
    profile: profileView(tenant),
    sessions: store.sessions.of(tenant.id).map(sessionView),
    chats: store.chats.of(tenant.id).map((chat) => chatView(chat, messagesOf(chat))),
    messages: messages.map(messageView),
    groups: store.groups.of(tenant.id).filter(isMonitored).map(monitoredGroupView),
    labels: store.labels.of(tenant.id).map((label) => labelView(label, chatsWith(store, label).length)),
    webhooks: store.webhooks.of(tenant.id).map(webhookView),
  };
  return { status: 200, json };
}

export const gdprHandlers: Handlers = { eraseContact, exportAccount };
