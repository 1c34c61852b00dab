import { bodies, fill, type MailLocale, texts } from "./letter.ts";
import type { Mail } from "./send-mail.ts";

/** The mail that tells of a number that stopped working. `url` leads to where it is linked again. */
export function dropMail({
  url,
  workspace,
  number,
  at,
  timeZone,
  locale,
}: {
  url: string;
  workspace: string;
  /** What the team calls the number. */
  number: string;
  at: Date;
  timeZone: string;
  locale: MailLocale;
}): Omit<Mail, "to"> {
  const moment = new Intl.DateTimeFormat(locale, { dateStyle: "medium", timeStyle: "short", timeZone });
  const values = { workspace, number, at: moment.format(at) };
  const words = Object.fromEntries(
    Object.entries(texts[locale].drop).map(([key, text]) => [key, fill(text, values)]),
  );
  return { subject: words.subject ?? "", ...bodies(words, url, locale) };
}
