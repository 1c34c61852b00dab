import { and, asc, eq, gt, isNull, lte, or, sql } from "drizzle-orm";
import type { Transaction } from "#db/client.ts";
import {
  alerts,
  chatReads,
  chats,
  events,
  messages,
  notices,
  numbers,
  subscriptionMutes,
  subscriptions,
} from "#db/schema/index.ts";
import { parseContact } from "#server/core/contact.ts";
import { readVisibility, visibleEvents } from "#server/inbox/index.ts";
import type { Reader } from "./reader.ts";
import type { AlertChannel } from "./turns.ts";

/** As many as one mail can count; the rest comes with the next one. */
const maxDue = 2_000;

type SubscriptionRow = typeof subscriptions.$inferSelect;

/** News of one rule and one chat that are due, with what has become of rule, event and reader since. */
export type DueAlert = {
  id: string;
  /** The same for all rules that told of the same place. */
  about: string;
  times: number;
  dueAt: Date;
  reached: string[];
  rule: Pick<
    SubscriptionRow,
    "id" | "name" | "preset" | "audience" | "role" | "userId" | "enabled" | "push" | "mail" | "urgent"
  > & { isMuted: boolean };
  isInSight: boolean;
  /** In the app, since the newest of them came. */
  isSeen: boolean;
  /** The newest of them; its name is null when the event has none. */
  event: { id: string; name: string | null; at: Date };
  number: { id: string; name: string } | null;
  /** `title` is null when neither name nor phone number is known, `id` until its first message is in the app. */
  chat: { id: string | null; title: string | null } | null;
};

/** A message counts in its chat once it is there; a chat that was read before that was read without it. */
const isInChat = sql`exists (select 1 from ${messages} where ${messages.workspaceId} = ${events.workspaceId}
  and ${messages.eventId} = ${events.id})`;

/** What is due for a reader on a channel, the oldest first. The transaction sees what the reader may see. */
export async function readDue(
  tx: Transaction,
  { sight, userId }: Reader,
  channel: AlertChannel,
  now: Date,
): Promise<DueAlert[]> {
  const { workspaceId } = sight;
  const visible = visibleEvents(await readVisibility(tx, sight));
  const rows = await tx
    .select({
      alert: alerts,
      rule: subscriptions,
      mutedBy: subscriptionMutes.userId,
      event: { id: events.id, name: events.event, at: events.receivedAt, chatId: events.chatId },
      number: { id: numbers.id, name: numbers.name },
      chat: { id: chats.id, name: chats.name, phone: chats.phone },
      isNoticeSeen: sql<boolean | null>`(${notices.readAt} is not null or ${notices.snoozedUntil} > now())`,
      isChatRead: sql<
        boolean | null
      >`(${chatReads.inboundSeen} >= ${chats.inboundCount} and ${chatReads.readAt} >= ${events.receivedAt} and ${isInChat})`,
    })
    .from(alerts)
    .innerJoin(
      subscriptions,
      and(eq(subscriptions.workspaceId, alerts.workspaceId), eq(subscriptions.id, alerts.subscriptionId)),
    )
    .leftJoin(
      subscriptionMutes,
      and(
        eq(subscriptionMutes.workspaceId, alerts.workspaceId),
        eq(subscriptionMutes.subscriptionId, alerts.subscriptionId),
        eq(subscriptionMutes.userId, alerts.userId),
        or(isNull(subscriptionMutes.until), gt(subscriptionMutes.until, now)),
      ),
    )
    .leftJoin(events, and(eq(events.workspaceId, alerts.workspaceId), eq(events.id, alerts.eventId), visible))
    .leftJoin(numbers, and(eq(numbers.workspaceId, alerts.workspaceId), eq(numbers.id, alerts.numberId)))
    .leftJoin(
      chats,
      and(
        eq(chats.workspaceId, alerts.workspaceId),
        eq(chats.sessionId, events.sessionId),
        eq(chats.chatId, events.chatId),
      ),
    )
    .leftJoin(
      notices,
      and(
        eq(notices.workspaceId, alerts.workspaceId),
        eq(notices.userId, alerts.userId),
        eq(notices.kind, "event"),
        eq(notices.about, sql`${alerts.subscriptionId} || ':' || ${alerts.about}`),
      ),
    )
    .leftJoin(
      chatReads,
      and(
        eq(chatReads.workspaceId, alerts.workspaceId),
        eq(chatReads.chat, chats.id),
        eq(chatReads.userId, alerts.userId),
      ),
    )
    .where(
      and(
        eq(alerts.workspaceId, workspaceId),
        eq(alerts.userId, userId),
        eq(alerts.channel, channel),
        lte(alerts.dueAt, now),
      ),
    )
    .orderBy(asc(alerts.firstAt), asc(alerts.id))
    .limit(maxDue);
  return rows.map(toDue);

  type Row = (typeof rows)[number];
  function toDue({ alert, rule, mutedBy, event, number, chat, isNoticeSeen, isChatRead }: Row): DueAlert {
    const { id, about, times, dueAt, reached, eventId, firstAt } = alert;
    return {
      ...{ id, about, times, dueAt, reached, number },
      rule: { ...rule, isMuted: mutedBy !== null },
      isInSight: event !== null,
      isSeen: isNoticeSeen === true || isChatRead === true,
      event: event ?? { id: eventId, name: null, at: firstAt },
      chat: event?.chatId == null ? null : titled(event.chatId, chat),
    };
  }
}

type KnownChat = { id: string; name: string | null; phone: string | null };

/** A chat by its name, else by its contact's number. */
function titled(chatId: string, chat: KnownChat | null): DueAlert["chat"] {
  const contact = parseContact(chatId);
  const number = contact?.kind === "phone" ? `+${contact.digits}` : null;
  return { id: chat?.id ?? null, title: chat?.name ?? chat?.phone ?? number };
}
