import { bodies, fill, type MailLocale, texts } from "./letter.ts";
import type { Mail } from "./send-mail.ts";

/** The mail that tells of a payment that is missing; `until` null: the patience has ended. `url` leads to the bills. */
export function paymentMail({
  url,
  workspace,
  until,
  timeZone,
  locale,
}: {
  url: string;
  workspace: string;
  until: Date | null;
  timeZone: string;
  locale: MailLocale;
}): Omit<Mail, "to"> {
  const { frame, missing, stopped } = texts[locale].payment;
  const date = new Intl.DateTimeFormat(locale, { dateStyle: "long", timeZone });
  const values = { workspace, until: until ? date.format(until) : "" };
  const words = Object.fromEntries(
    Object.entries({ ...frame, ...(until ? missing : stopped) }).map(([key, text]) => [
      key,
      fill(text, values),
    ]),
  );
  return { subject: words.subject ?? "", ...bodies(words, url, locale) };
}
