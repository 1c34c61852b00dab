import { env } from "#server/core/env.ts";
import { bodies, fill, type MailLocale, texts } from "./letter.ts";
import type { Mail } from "./send-mail.ts";

/** The mail with a sign-in link. */
export function signInMail({
  url,
  email,
  minutes,
  locale,
}: {
  url: string;
  email: string;
  minutes: number;
  locale: MailLocale;
}): Omit<Mail, "to"> {
  const values = { host: new URL(env().PUBLIC_URL).host, email, minutes: String(minutes) };
  const words = Object.fromEntries(
    Object.entries(texts[locale].signIn).map(([key, text]) => [key, fill(text, values)]),
  );
  return { subject: words.subject ?? "", ...bodies(words, url, locale) };
}
