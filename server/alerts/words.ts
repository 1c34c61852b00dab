import { fill, type MailLocale } from "#server/mail/index.ts";
import type { NewsItem } from "./news.ts";
import en from "./texts/en.json" with { type: "json" };
import zhCN from "./texts/zh-CN.json" with { type: "json" };

export const texts = { en, "zh-CN": zhCN };

/** A text for one and for many; languages without that difference have the second only. */
type Counted = { one?: string; other: string };

/** A text in the form that a count takes. */
export function counted(
  locale: MailLocale,
  text: Counted,
  count: number,
  values: Record<string, string> = {},
): string {
  const isOne = count === 1 && text.one !== undefined;
  const shown = new Intl.NumberFormat(locale).format(count);
  return fill((isOne ? text.one : text.other) ?? text.other, { ...values, count: shown });
}

/** What happened, in one line; never what a contact said. */
export function lineOf(item: NewsItem, locale: MailLocale): string {
  const words = texts[locale];
  const place = item.chat?.title ?? words.aChat;
  const number = item.number?.name || words.aNumber;
  const say = (text: Counted, values: Record<string, string> = {}) =>
    counted(locale, text, item.count, { place, number, ...values });
  if (item.isMessage) return say(words.messages);
  if (item.event === "session.disconnected") return say(words.disconnected);
  if (item.event === "session.connected") return say(words.connected);
  const event = nameOf(item.event, locale);
  if (item.chat) return say(words.events, { event });
  return say(item.number ? words.onNumber : words.elsewhere, { event });
}

function nameOf(event: string | null, locale: MailLocale): string {
  const { names, anEvent } = texts[locale];
  const known: Record<string, string> = names;
  return event === null ? anEvent : (known[event] ?? event);
}

/** All of it in one line: how many, and where. */
export function summaryOf(items: readonly NewsItem[], locale: MailLocale): string {
  const [first] = items;
  if (first && items.length === 1) return lineOf(first, locale);
  const { messages, news, places } = texts[locale].several;
  const total = items.reduce((sum, { count }) => sum + count, 0);
  const areMessages = items.every(({ isMessage }) => isMessage);
  const what = counted(locale, areMessages ? messages : news, total);
  return items.every(({ chat }) => chat !== null) ? counted(locale, places, items.length, { what }) : what;
}
