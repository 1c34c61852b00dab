import { sql } from "drizzle-orm";
import type { Transaction } from "#db/client.ts";
import type { ChatNews } from "./ledger.ts";
import { lockChats } from "./place-heard.ts";

/** As much of a message as a list shows. */
const previewLength = 160;

/**
 * Writes into chats what follows from their messages as they are now, and counts the news. The last message's words go
 * when it goes; its time stays, so that the list keeps its order.
 */
export async function refreshChats(
  tx: Transaction,
  workspaceId: string,
  chats: readonly string[],
  {
    news = new Map(),
    names = new Map(),
  }: {
    news?: ReadonlyMap<string, ChatNews>;
    names?: ReadonlyMap<string, string>;
  } = {},
): Promise<void> {
  if (chats.length === 0) return;
  const none: ChatNews = { inbound: 0, outbound: 0, wakes: false };
  const records = chats.map((id) => ({ id, name: names.get(id) ?? null, ...(news.get(id) ?? none) }));
  await tx.execute(sql`
    update chats c set
      last_message_at = coalesce(newest.happened_at, c.last_message_at),
      last_preview = newest.preview, last_kind = newest.kind, last_direction = newest.direction,
      waiting_since = waiting.since,
      inbound_count = c.inbound_count + x.inbound, outbound_count = c.outbound_count + x.outbound,
      name = coalesce(x.name, c.name),
      state = case when x.wakes then 'open' else c.state end,
      snoozed_until = case when x.wakes and c.snoozed_until_reply then null else c.snoozed_until end,
      snoozed_until_reply = c.snoozed_until_reply and not x.wakes
    from jsonb_to_recordset(${JSON.stringify(records)}::jsonb)
      as x (id uuid, name text, inbound int, outbound int, wakes boolean)
    left join lateral (
      select m.happened_at, m.kind, m.direction, nullif(left(m.text, ${previewLength}::int), '') as preview
      from messages m where m.workspace_id = ${workspaceId} and m.chat = x.id and m.kind <> 'unheard'
      order by m.happened_at desc, m.id desc limit 1
    ) newest on true
    left join lateral (
      select m.happened_at, m.id
      from messages m where m.workspace_id = ${workspaceId} and m.chat = x.id and m.direction = 'outbound'
        and m.kind <> 'unheard' and m.status not in ('failed', 'unknown')
      order by m.happened_at desc, m.id desc limit 1
    ) answer on true
    left join lateral (
      select m.happened_at as since
      from messages m where m.workspace_id = ${workspaceId} and m.chat = x.id and m.direction = 'inbound' and m.counted
        and (m.happened_at, m.id) > (coalesce(answer.happened_at, '-infinity'),
          coalesce(answer.id, '00000000-0000-0000-0000-000000000000'))
      order by m.happened_at, m.id limit 1
    ) waiting on true
    where c.workspace_id = ${workspaceId} and c.id = x.id`);
}

/** Brings chats up to date of which messages were deleted. */
export async function refreshAfterDeletion(
  tx: Transaction,
  workspaceId: string,
  chats: readonly string[],
): Promise<void> {
  await lockChats(tx, workspaceId, chats);
  await refreshChats(tx, workspaceId, chats);
}
