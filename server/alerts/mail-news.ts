import { env } from "#server/core/env.ts";
import {
  type Mail,
  type MailLocale,
  mailLocaleOf,
  type NewsSection,
  newsMail,
  sendMail,
} from "#server/mail/index.ts";
import type { DueAlert } from "./due-alerts.ts";
import { type NewsItem, toNews } from "./news.ts";
import type { Reader } from "./reader.ts";
import { counted, lineOf, summaryOf, texts } from "./words.ts";

/** The most that a person reads in one mail; the rest is counted. */
const maxLines = 50;

/** Tells a reader of all news in one mail. @throws DomainError unavailable `mail.*` */
export async function mailNews(
  { reader, news }: { reader: Reader; news: readonly DueAlert[] },
  channel: "mail" | "digest",
): Promise<{ done: true }> {
  await sendMail(letterOf(toNews(news, reader), reader, channel));
  return { done: true };
}

/** The mail of some news: what happened where and how often, and never what was said. */
export function letterOf(
  items: readonly NewsItem[],
  { email, locale: wanted, settings, workspace }: Reader,
  channel: "mail" | "digest",
): Mail {
  const locale = mailLocaleOf(wanted);
  const words = texts[locale].mail;
  const place = `${env().PUBLIC_URL}/w/${workspace.slug}`;
  const values = { what: summaryOf(items, locale), workspace: workspace.name };
  const left = items.length - maxLines;
  return {
    to: email,
    ...newsMail({
      subject: words[channel === "mail" ? "subject" : "digest"],
      greeting: values.what,
      intro: words.intro,
      sections: sectionsOf(items.slice(0, maxLines), locale, settings.timeZone),
      more: left > 0 ? counted(locale, texts[locale].more, left) : null,
      open: { label: words.button, url: `${place}/notices` },
      settings: { text: words.settings, url: `${place}/settings/notifications` },
      ...{ values, locale },
    }),
  };
}

/** By number, in the order in which they have news. */
function sectionsOf(items: readonly NewsItem[], locale: MailLocale, timeZone: string): NewsSection[] {
  const moment = new Intl.DateTimeFormat(locale, { dateStyle: "medium", timeStyle: "short", timeZone });
  const sections = new Map<string, NewsSection>();
  for (const item of items) {
    const key = item.number?.id ?? "";
    const heading = item.number?.name ?? texts[locale].otherEvents;
    const section = sections.get(key) ?? { heading, lines: [] };
    section.lines.push({ text: lineOf(item, locale), at: moment.format(item.at), url: item.url });
    sections.set(key, section);
  }
  return [...sections.values()];
}
