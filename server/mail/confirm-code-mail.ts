import { env } from "#server/core/env.ts";
import { bodies, fill, type MailLocale, texts } from "./letter.ts";
import type { Mail } from "./send-mail.ts";

/** The mail with a code by which somebody confirms that it is them. The subject does not hold it: phones show those. */
export function confirmCodeMail({
  code,
  minutes,
  locale,
}: {
  code: string;
  minutes: number;
  locale: MailLocale;
}): Omit<Mail, "to"> {
  const { PUBLIC_URL } = env();
  const values = { host: new URL(PUBLIC_URL).host, code, minutes: String(minutes) };
  const words = Object.fromEntries(
    Object.entries(texts[locale].confirmCode).map(([key, text]) => [key, fill(text, values)]),
  );
  return { subject: words.subject ?? "", ...bodies(words, `${PUBLIC_URL}/account/security`, locale) };
}
