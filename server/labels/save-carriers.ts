import { and, eq, gte, inArray, notExists, notInArray, or, sql } from "drizzle-orm";
import type { Transaction } from "#db/client.ts";
import { chatLabelSets, chatLabels, chats, numbers } from "#db/schema/index.ts";
import type { Chat } from "#server/moltflow/index.ts";

type Carried = { workspaceId: string; connectionId: string; labelId: string };

/**
 * Writes which chats carry a label, as MoltFlow told it in answer to a call that began at `readAt`. A key reads the
 * whole account, so only chats of this connection's allowed numbers are written, and of those only what is known here
 * already: the others come with their messages. A chat whose labels were changed here meanwhile is left alone.
 */
export async function saveCarriers(
  tx: Transaction,
  { workspaceId, connectionId, labelId }: Carried,
  told: readonly Chat[],
  readAt: Date,
): Promise<void> {
  const ours = await findKnown(tx, { workspaceId, connectionId }, told);
  const isUntouched = (chat: typeof chats.id | typeof chatLabels.chat) =>
    notExists(
      tx
        .select({ one: sql`1` })
        .from(chatLabelSets)
        .where(
          and(
            eq(chatLabelSets.workspaceId, workspaceId),
            eq(chatLabelSets.chat, chat),
            or(gte(chatLabelSets.changedAt, readAt), gte(chatLabelSets.heldUntil, sql`now()`)),
          ),
        ),
    );
  await tx
    .delete(chatLabels)
    .where(
      and(
        eq(chatLabels.workspaceId, workspaceId),
        eq(chatLabels.labelId, labelId),
        notInArray(chatLabels.chat, ours),
        isUntouched(chatLabels.chat),
      ),
    );
  if (ours.length === 0) return;
  const writable = await tx
    .select({ chat: chats.id })
    .from(chats)
    .where(and(eq(chats.workspaceId, workspaceId), inArray(chats.id, ours), isUntouched(chats.id)));
  if (writable.length === 0) return;
  await tx
    .insert(chatLabels)
    .values(writable.map(({ chat }) => ({ workspaceId, chat, labelId })))
    .onConflictDoNothing();
}

/** The ids of the chats that are told of, of allowed numbers. One without a session could be anybody's. */
async function findKnown(
  tx: Transaction,
  { workspaceId, connectionId }: { workspaceId: string; connectionId: string },
  told: readonly Chat[],
): Promise<string[]> {
  const addresses = told.flatMap(({ sessionId, waChatId }) =>
    sessionId === null ? [] : [{ session: sessionId, chat: waChatId }],
  );
  if (addresses.length === 0) return [];
  const rows = await tx
    .select({ id: chats.id })
    .from(chats)
    .innerJoin(numbers, and(eq(numbers.workspaceId, chats.workspaceId), eq(numbers.id, chats.numberId)))
    .innerJoin(
      sql`jsonb_to_recordset(${JSON.stringify(addresses)}::jsonb) as told(session text, chat text)`,
      sql`told.session = ${chats.sessionId} and told.chat = ${chats.chatId}`,
    )
    .where(
      and(
        eq(chats.workspaceId, workspaceId),
        eq(numbers.connectionId, connectionId),
        eq(numbers.allowed, true),
      ),
    );
  return [...new Set(rows.map(({ id }) => id))];
}
