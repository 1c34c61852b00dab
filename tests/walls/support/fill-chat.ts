import type { Transaction } from "#db/client.ts";
import {
  chatDrafts,
  chatLabelSets,
  chatLabels,
  chatNotes,
  chatPresence,
  chatReads,
  chatSyncs,
  labelSyncs,
  labels,
  labelsOnNumbers,
  messages,
  notices,
  numberDrops,
  outboxMedia,
  outboxMessages,
  scheduledMessages,
  snippets,
  upstreamReads,
} from "#db/schema/index.ts";
import { newId } from "#server/core/ids.ts";

export type FilledChat = {
  workspaceId: string;
  connectionId: string;
  numberId: string;
  chat: string;
  userId: string;
  /** Stands in every text of a contact. */
  secret: string;
};

/** Puts something into every table that a chat or its number fills. */
export async function fillChat(tx: Transaction, filled: FilledChat): Promise<void> {
  const { workspaceId, connectionId, numberId, chat, userId, secret } = filled;
  const now = new Date();
  await tx.insert(messages).values({
    ...{ workspaceId, id: newId(), chat, numberId, direction: "inbound", kind: "text", text: secret },
    ...{ authorKind: "contact", status: "received", happenedAt: now },
  });
  await tx.insert(chatReads).values({ workspaceId, chat, userId, inboundSeen: 0, readAt: now });
  await tx
    .insert(chatNotes)
    .values({ workspaceId, id: newId(), chat, authorId: userId, text: secret, mentions: [userId] });
  await tx.insert(chatDrafts).values({ workspaceId, chat, userId, text: secret, updatedAt: now });
  await tx
    .insert(chatPresence)
    .values({ workspaceId, chat, userId, state: "viewing", tab: "fill-chat", until: now });
  await tx.insert(snippets).values({
    ...{ workspaceId, id: newId(), name: "Hours", shortcut: "hours", text: "We are open." },
    updatedAt: now,
  });
  await tx
    .insert(chatSyncs)
    .values({ workspaceId, numberId, kind: "backfill", state: "done", startedAt: now });
  await tx.insert(numberDrops).values({
    ...{ workspaceId, id: newId(), numberId, status: "failed", reason: secret, asked: false },
    droppedAt: now,
  });
  const labelId = newId();
  await tx.insert(labels).values({
    ...{ workspaceId, id: labelId, connectionId, upstreamId: newId(), name: "Label", color: "#ff0000" },
    fetchedAt: now,
  });
  await tx.insert(chatLabels).values({ workspaceId, chat, labelId });
  await tx.insert(chatLabelSets).values({ workspaceId, chat, changedAt: now });
  await tx
    .insert(labelSyncs)
    .values({ workspaceId, connectionId, run: newId(), state: "done", startedAt: now, movedAt: now });
  await tx.insert(labelsOnNumbers).values({
    ...{ workspaceId, labelId, numberId, way: "to_whatsapp", name: "Label", color: "#ff0000" },
    syncedAt: now,
  });
  await tx
    .insert(notices)
    .values({ workspaceId, id: newId(), userId, kind: "mention", chat, about: newId(), params: {} });
  await tx.insert(upstreamReads).values({
    ...{ workspaceId, connectionId, operation: "listAvailableGroups", params: "{}", numberId },
    ...{ body: [secret], askedAt: now },
  });
  const message = newId();
  await tx.insert(outboxMessages).values({
    ...{ workspaceId, id: message, numberId, chatId: "0@c.us", kind: "sticker", text: secret },
    ...{ idempotencyKey: newId(), state: "failed" },
  });
  await tx.insert(outboxMedia).values({ workspaceId, message, content: Buffer.from(secret) });
  await tx.insert(scheduledMessages).values({
    ...{ workspaceId, id: newId(), chat, text: secret, idempotencyKey: newId(), authorId: userId },
    ...{ sendAt: now, timeZone: "UTC", cancelOnReply: true, answeredAfter: now },
  });
}
