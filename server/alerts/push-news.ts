import { env } from "#server/core/env.ts";
import { digest } from "#server/core/ids.ts";
import { type MailLocale, mailLocaleOf } from "#server/mail/index.ts";
import { findReachable, forgetBrowsers, notePushed, unsealBrowser } from "./browsers.ts";
import type { DueAlert } from "./due-alerts.ts";
import { type NewsItem, toNews } from "./news.ts";
import { type PushMessage, type PushOutcome, pushToBrowser } from "./push-to-browser.ts";
import type { Reader } from "./reader.ts";
import type { PushSubscription } from "./schemas.ts";
import type { Told } from "./told.ts";
import { lineOf, summaryOf } from "./words.ts";

/** More than so many at once are told as one. */
const maxMessages = 5;
const maxTitleLength = 80;
const maxBodyLength = 200;
/** Who comes back later than this finds it in the app. */
const ttlSeconds = 4 * 3_600;

type Browser = { id: string; subscription: PushSubscription };
type Attempt = { id: string; outcome: PushOutcome };

/** Pushes news to each of the reader's browsers that has not taken them yet. */
export async function pushNews({
  reader,
  news,
}: {
  reader: Reader;
  news: readonly DueAlert[];
}): Promise<Told> {
  const owner = { workspaceId: reader.workspace.id, userId: reader.userId };
  const rows = await findReachable(owner);
  const browsers = await Promise.all(
    rows.map(async (row) => ({ id: row.id, subscription: await unsealBrowser(row) })),
  );
  const told = await Promise.all(browsers.map((browser) => pushAll(browser, reader, news)));
  const idsOf = (kind: PushOutcome["kind"]) =>
    told.filter(({ outcome }) => outcome.kind === kind).map(({ id }) => id);
  await forgetBrowsers(owner, idsOf("gone"));
  await notePushed(owner, idsOf("sent"));
  const waits = told.flatMap(({ outcome }) => (outcome.kind === "later" ? [outcome.retryAfterMs] : []));
  if (waits.length === 0) return { done: true };
  return { done: false, retryAfterMs: Math.max(...waits), reached: idsOf("sent") };
}

/** One after the other; a service that does not answer the first is not asked for the rest. */
async function pushAll(
  { id, subscription }: Browser,
  reader: Reader,
  news: readonly DueAlert[],
): Promise<Attempt> {
  const missing = news.filter(({ reached, times }) => !reached.includes(`${id}:${times}`));
  const urgent = missing.some(({ rule }) => rule.urgent);
  for (const message of messagesOf(toNews(missing, reader), reader)) {
    const outcome = await pushToBrowser(subscription, message, { urgent, ttlSeconds });
    if (outcome.kind === "later" || outcome.kind === "gone") return { id, outcome };
  }
  return { id, outcome: { kind: "sent" } };
}

/** What the browser shows: one notification for each place, or one for all of them when there are many. */
export function messagesOf(items: readonly NewsItem[], reader: Reader): PushMessage[] {
  const locale = mailLocaleOf(reader.locale);
  const { workspace } = reader;
  if (items.length <= maxMessages) return items.map((item) => messageOf(item, reader, locale));
  return [
    {
      title: workspace.name.slice(0, maxTitleLength),
      body: summaryOf(items, locale).slice(0, maxBodyLength),
      url: `${env().PUBLIC_URL}/w/${workspace.slug}/notices`,
      tag: tagOf(workspace.id, "many"),
    },
  ];
}

const messageOf = (item: NewsItem, { workspace }: Reader, locale: MailLocale): PushMessage => ({
  title: (item.rule ?? workspace.name).slice(0, maxTitleLength),
  body: lineOf(item, locale).slice(0, maxBodyLength),
  url: item.url,
  tag: tagOf(workspace.id, item.key),
});

/** Short enough for a push service's `Topic`, and telling it nothing. */
const tagOf = (workspaceId: string, key: string) =>
  digest(`${workspaceId}\n${key}`).toString("base64url").slice(0, 32);
