import { sql } from "drizzle-orm";
import type { Transaction } from "#db/client.ts";
import { storableText } from "#server/chats/index.ts";
import type { EventFacts } from "#server/event-filter/index.ts";
import { isSending } from "./directions.ts";

type MaybeOurs = { id: string; receivedAt: Date; facts: EventFacts };

/**
 * Who sent from here what events tell of, by the event's id. Goes by number, chat and words, because MoltFlow may tell
 * of a message before its own answer has come, and because nothing here may wait for whoever compares the two.
 */
export async function readAuthors(
  tx: Transaction,
  workspaceId: string,
  events: readonly MaybeOurs[],
): Promise<Map<string, string>> {
  const sent = events.flatMap(({ id, receivedAt, facts: { event, numberId, chatId, text } }) =>
    isSending(event) && numberId !== null && chatId !== null && text !== null
      ? [{ id, number: numberId, chat: chatId, text: storableText(text), at: receivedAt }]
      : [],
  );
  if (sent.length === 0) return new Map();
  const rows = await tx.execute<{ id: string; author_id: string }>(sql`
    select x.id, o.author_id
    from jsonb_to_recordset(${JSON.stringify(sent)}::jsonb)
      as x (id uuid, number uuid, chat text, text text, at timestamptz)
    cross join lateral (
      select m.author_id from outbox_messages m
      where m.workspace_id = ${workspaceId} and m.number_id = x.number and m.chat_id = x.chat
        and (m.text = x.text or (m.kind = 'poll' and starts_with(x.text, m.text || E'\n')))
        and m.created_at <= x.at + interval '5 seconds'
        and m.attempted_at between x.at - interval '24 hours' and x.at + interval '5 seconds'
      order by m.created_at desc limit 1
    ) o
    where o.author_id is not null`);
  return new Map([...rows].map(({ id, author_id }) => [id, author_id]));
}
