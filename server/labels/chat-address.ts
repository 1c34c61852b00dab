import { and, eq, ne } from "drizzle-orm";
import { numbers } from "#db/schema/index.ts";
import { inTenant } from "#db/tenant.ts";
import { DomainError } from "#server/core/errors.ts";
import type { MoltflowClient, MoltflowError } from "#server/moltflow/index.ts";

/** A chat by WhatsApp's address, and the session of the number that it is of. */
export type ChatOfNumber = { workspaceId: string; sessionId: string; chatId: string };

/**
 * What names a chat in MoltFlow's calls for its labels. They take WhatsApp's address, but no number beside it: where
 * other numbers of the account, another client's say, know the same contact, it could be their chat. Then it is
 * MoltFlow's own id of the chat, for which the number is asked.
 * @throws MoltflowError as `listChatMessages`; DomainError `label.chat_unknown`
 */
export async function labelAddress(
  client: MoltflowClient,
  connectionId: string,
  { workspaceId, sessionId, chatId }: ChatOfNumber,
): Promise<string> {
  const [other] = await inTenant(workspaceId, (tx) =>
    tx
      .select({ id: numbers.id })
      .from(numbers)
      .where(
        and(
          eq(numbers.workspaceId, workspaceId),
          eq(numbers.connectionId, connectionId),
          ne(numbers.sessionId, sessionId),
        ),
      )
      .limit(1),
  );
  if (!other) return chatId;
  const [newest] = await client.listChatMessages(sessionId, chatId, { limit: 1 });
  if (!newest?.chatId) throw chatUnknown();
  return newest.chatId;
}

export const chatUnknown = (cause?: MoltflowError) =>
  new DomainError(
    "conflict",
    "label.chat_unknown",
    "MoltFlow does not know this chat yet, so it cannot be labelled. Try again after a message.",
    cause && { cause },
  );
