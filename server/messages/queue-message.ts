import { and, eq } from "drizzle-orm";
import type { Transaction } from "#db/client.ts";
import { outboxMedia, outboxMessages } from "#db/schema/index.ts";
import { type Actor, record } from "#server/audit/index.ts";
import { recordOutgoing } from "#server/chats/index.ts";
import { DomainError } from "#server/core/errors.ts";
import { newId } from "#server/core/ids.ts";
import { pseudonym } from "#server/core/pseudonym.ts";
import { enqueue } from "#server/jobs/index.ts";
import { nudge } from "#server/live/index.ts";
import { sendMessage as sendMessageJob } from "./jobs.ts";
import { isSameContent, type StoredContent } from "./stored-content.ts";

/** Who sends; `authorId` is null for a token of the workspace itself. */
export type Sender = { authorId: string | null; actor: Actor };

export const keyReused = () =>
  new DomainError(
    "conflict",
    "message.key_reused",
    "This request was already used for another message, so nothing was sent. Reload the page and send again.",
  );

export type NewOutgoing = {
  numberId: string;
  chatId: string;
  content: StoredContent;
  /** Of a sticker or GIF that has no address. */
  file: Buffer | null;
  idempotencyKey: string;
  answersEventId: string | null;
};

/**
 * The message that was made with this key before, or null.
 * @throws DomainError conflict `message.key_reused` when the key belongs to another message
 */
export async function findRepeated(
  tx: Transaction,
  workspaceId: string,
  asked: NewOutgoing,
): Promise<string | null> {
  const [found] = await tx
    .select()
    .from(outboxMessages)
    .where(
      and(
        eq(outboxMessages.workspaceId, workspaceId),
        eq(outboxMessages.idempotencyKey, asked.idempotencyKey),
      ),
    );
  if (!found) return null;
  const same =
    found.numberId === asked.numberId &&
    found.chatId === asked.chatId &&
    isSameContent(found, asked.content) &&
    found.answersEventId === asked.answersEventId;
  if (same) return found.id;
  throw keyReused();
}

/**
 * Stores a message with its audit entry and the job that sends it.
 * @returns the new message's id, or null when somebody else has just taken the key
 */
export async function queueMessage(
  tx: Transaction,
  workspaceId: string,
  { content, file, ...outgoing }: NewOutgoing,
  { authorId, actor }: Sender,
): Promise<string | null> {
  const id = newId();
  const inserted = await tx
    .insert(outboxMessages)
    .values({ workspaceId, id, ...outgoing, ...content, authorId, state: "queued" })
    .onConflictDoNothing({ target: [outboxMessages.workspaceId, outboxMessages.idempotencyKey] })
    .returning();
  if (inserted.length === 0) return null;
  await recordOutgoing(tx, workspaceId, inserted);
  if (file) await tx.insert(outboxMedia).values({ workspaceId, message: id, content: file });
  const { numberId, chatId, answersEventId } = outgoing;
  const chat = pseudonym(workspaceId, chatId);
  await record(tx, {
    ...{ workspaceId, actor, action: "message.send", target: id },
    details: { numberId, chat, answersEventId, kind: content.kind },
  });
  await enqueueSend(tx, workspaceId, id, actor);
  await nudge(tx, workspaceId, "outbox");
  return id;
}

/** Has a queued message sent; the first of its tries. */
export function enqueueSend(
  tx: Transaction,
  workspaceId: string,
  messageId: string,
  actor: Actor,
): Promise<void> {
  const counted = actor.kind === "token" && { counted: true as const };
  const payload = { workspaceId, messageId, attempt: 1, ...counted };
  return enqueue(tx, sendMessageJob, payload, { key: `send-message:${messageId}` });
}
