import { bodies, fill, type MailLocale, texts } from "./letter.ts";
import type { Mail } from "./send-mail.ts";

export type DestinationNews = { kind: "failing"; percent: number } | { kind: "disabled" | "gone" };

/** The mail that tells of a destination that keeps failing, or was turned off. `url` leads to it. */
export function destinationMail({
  url,
  workspace,
  destination,
  news,
  locale,
}: {
  url: string;
  workspace: string;
  destination: string;
  news: DestinationNews;
  locale: MailLocale;
}): Omit<Mail, "to"> {
  const percent = news.kind === "failing" ? String(news.percent) : "";
  const { frame, [news.kind]: told } = texts[locale].destination;
  const words = Object.fromEntries(
    Object.entries({ ...frame, ...told }).map(([key, text]) => [
      key,
      fill(text, { workspace, destination, percent }),
    ]),
  );
  return { subject: words.subject ?? "", ...bodies(words, url, locale) };
}
