import { withoutPhones } from "#server/api/without-phones.ts";
import { env } from "#server/core/env.ts";
import type { DueAlert } from "./due-alerts.ts";
import type { Reader } from "./reader.ts";

/** What is told of one chat, or of one kind of event without a chat: all rules that told of it together. */
export type NewsItem = {
  /** The same for the same place each time, and only in this workspace. */
  key: string;
  isMessage: boolean;
  event: string | null;
  /** How many; events that two rules told of count once. */
  count: number;
  /** Null for none; its title is null when nobody knows one. */
  chat: { title: string | null } | null;
  number: { id: string; name: string } | null;
  /** What the first of the rules is called; null for one that every workspace begins with. */
  rule: string | null;
  at: Date;
  url: string;
};

const messageEvents = new Set(["message.received", "message.sent", "group.message"]);

/** Puts together what is told of the same place, the oldest first, as the reader may see it. Pure. */
export function toNews(due: readonly DueAlert[], { hidePhones, workspace }: Reader): NewsItem[] {
  const items = new Map<string, NewsItem>();
  for (const alert of due) {
    const item = toItem(alert, workspace.slug);
    const known = items.get(item.key);
    if (!known) items.set(item.key, item);
    else
      items.set(item.key, {
        ...(item.at > known.at ? item : known),
        count: Math.max(item.count, known.count),
      });
  }
  const news = [...items.values()];
  return hidePhones ? news.map((item) => without(workspace.id, item)) : news;
}

function toItem({ about, times, rule, event, number, chat }: DueAlert, slug: string): NewsItem {
  const isMessage = event.name !== null && messageEvents.has(event.name);
  const place = `${env().PUBLIC_URL}/w/${slug}`;
  return {
    key: `${about}:${isMessage ? "messages" : event.name}`,
    ...{ isMessage, event: event.name, count: times, at: event.at, number },
    chat: chat && { title: chat.title },
    rule: rule.preset === null ? rule.name : null,
    url: chat?.id ? `${place}/chats/${chat.id}` : `${place}/inbox?event=${event.id}`,
  };
}

/** Dates and addresses are left as they are: the ids in them are none that hold a phone number. */
function without(workspaceId: string, { chat, number, rule, ...item }: NewsItem): NewsItem {
  return { ...item, ...withoutPhones(workspaceId, { chat, number, rule }) };
}
