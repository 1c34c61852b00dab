import { sql } from "drizzle-orm";
import type { Transaction } from "#db/client.ts";
import { enqueueAlerts } from "#server/alerts/jobs.ts";
import { newId } from "#server/core/ids.ts";
import { nudge } from "#server/live/index.ts";
import type { AlertNews, NoticeNews } from "./gather.ts";

/**
 * Puts a batch's news into bells. More of the same counts up what was not read yet, and is unread again; rows are taken
 * in one order, so that two batches cannot wait for each other.
 */
export async function writeNotices(
  tx: Transaction,
  workspaceId: string,
  news: readonly NoticeNews[],
): Promise<void> {
  if (news.length === 0) return;
  const rows = news.map(({ subscriptionId, about, rule, preset, ...one }) => ({
    ...{ ...one, id: newId(), about: `${subscriptionId}:${about}` },
    params: { rule, ...(preset !== null && { preset }) },
  }));
  await tx.execute(sql`
    insert into notices as n
      (workspace_id, id, user_id, kind, chat, number_id, event_id, times, params, about, created_at)
    select ${workspaceId}::uuid, x.id, x."userId", 'event', x.chat, x."numberId", x."eventId", x.times, x.params,
      x.about, clock_timestamp()
    from jsonb_to_recordset(${JSON.stringify(rows)}::jsonb) as x (id uuid, "userId" text, chat uuid,
      "numberId" uuid, "eventId" uuid, times integer, params jsonb, about text)
    order by x."userId", x.about
    on conflict (workspace_id, user_id, kind, about) do update set
      times = excluded.times + case when n.read_at is null then n.times else 0 end,
      chat = coalesce(excluded.chat, n.chat), number_id = excluded.number_id, event_id = excluded.event_id,
      params = excluded.params, created_at = excluded.created_at, read_at = null`);
  await nudge(tx, workspaceId, "notices");
}

type Due = { user_id: string; channel: AlertNews["channel"]; due_at: string };

/**
 * Adds a batch's news to what members have yet to be told by mail or push, and has them told. A row that waits already
 * has its job.
 */
export async function writeAlerts(
  tx: Transaction,
  workspaceId: string,
  news: readonly AlertNews[],
): Promise<void> {
  if (news.length === 0) return;
  const rows = news.map((one) => ({ ...one, id: newId() }));
  const due = await tx.execute<Due>(sql`
    with put as (
      insert into alerts as a
        (workspace_id, id, user_id, channel, subscription_id, event_id, number_id, about, times, first_at, due_at)
      select ${workspaceId}::uuid, x.id, x."userId", x.channel, x."subscriptionId", x."eventId", x."numberId", x.about,
        x.times, x."firstAt", x."dueAt"
      from jsonb_to_recordset(${JSON.stringify(rows)}::jsonb) as x (id uuid, "userId" text, channel text,
        "subscriptionId" uuid, "eventId" uuid, "numberId" uuid, about text, times integer,
        "firstAt" timestamptz, "dueAt" timestamptz)
      order by x."userId", x.channel, x."subscriptionId", x.about
      on conflict (workspace_id, user_id, channel, subscription_id, about) do update set
        times = a.times + excluded.times, event_id = excluded.event_id, number_id = excluded.number_id,
        due_at = least(a.due_at, excluded.due_at)
      returning new.user_id, new.channel, new.due_at, old.due_at as due_before
    )
    select user_id, channel, min(due_at) as due_at from put
    where due_before is null or due_at < due_before
    group by user_id, channel order by user_id, channel`);
  // One after the other: in one order everywhere.
  for (const { user_id: userId, channel, due_at } of due) {
    await enqueueAlerts(tx, { workspaceId, userId, channel }, new Date(due_at));
  }
}
