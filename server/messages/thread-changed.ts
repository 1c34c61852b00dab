import { and, desc, eq } from "drizzle-orm";
import type { Transaction } from "#db/client.ts";
import { type ChatRow, chats, messages, users } from "#db/schema/index.ts";
import { DomainError } from "#server/core/errors.ts";

/** How far a thread has grown; what `ThreadPage.version` tells a reader. */
export const versionOf = ({ inboundCount, outboundCount }: Pick<ChatRow, "inboundCount" | "outboundCount">) =>
  inboundCount + outboundCount;

/**
 * Locks the chat, so that of two who send at once the second sees the first, and warns of what came since the sender
 * looked.
 * @throws DomainError conflict `message.thread_changed` with `count`, and `by` and `name` of whoever wrote last
 */
export async function assertUnchanged(
  tx: Transaction,
  { workspaceId, id }: ChatRow,
  seenVersion: number,
): Promise<void> {
  const [chat] = await tx
    .select({ inboundCount: chats.inboundCount, outboundCount: chats.outboundCount })
    .from(chats)
    .where(and(eq(chats.workspaceId, workspaceId), eq(chats.id, id)))
    .for("no key update");
  const count = chat ? versionOf(chat) - seenVersion : 0;
  if (count <= 0) return;
  const { by, name } = await lastAuthor(tx, workspaceId, id);
  throw new DomainError(
    "conflict",
    "message.thread_changed",
    `The conversation has grown by ${count} since you looked, so nothing was sent. Look at what is new, then send again, or send it anyway.`,
    { params: { count, by, name } },
  );
}

/** Only members are named: a contact's name may be a phone number, which not everybody may see. */
async function lastAuthor(tx: Transaction, workspaceId: string, chat: string) {
  const [last] = await tx
    .select({ by: messages.authorKind, name: users.name, email: users.email })
    .from(messages)
    .leftJoin(users, eq(users.id, messages.authorId))
    .where(and(eq(messages.workspaceId, workspaceId), eq(messages.chat, chat)))
    .orderBy(desc(messages.happenedAt), desc(messages.id))
    .limit(1);
  const name = last?.name ?? last?.email ?? "";
  return { by: last?.by === "member" && name === "" ? "other" : (last?.by ?? "other"), name };
}
