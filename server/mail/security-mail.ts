import { env } from "#server/core/env.ts";
import { bodies, fill, type MailLocale, texts } from "./letter.ts";
import type { Mail } from "./send-mail.ts";

/** What may have happened to an account, as the texts name it. */
export type SecurityMailKind = Exclude<keyof (typeof texts)["en"]["security"], "frame" | "words">;

/** The mail that tells a person of a change to their account's security. It holds no link that does anything. */
export function securityMail({
  kind,
  facts,
  at,
  locale,
}: {
  kind: SecurityMailKind;
  /** What the text names; a role, or a kind of network, is put into the reader's words. */
  facts: Record<string, string>;
  at: Date;
  locale: MailLocale;
}): Omit<Mail, "to"> {
  const { frame, words: known, [kind]: news } = texts[locale].security;
  const translated: Record<string, string> = known;
  const when = new Intl.DateTimeFormat(locale, { dateStyle: "long", timeStyle: "short", timeZone: "UTC" });
  const readable = Object.entries(facts).map(([name, value]) => [
    name,
    name === "role" || name === "network" ? (translated[value] ?? value) : value,
  ]);
  const values = {
    ...Object.fromEntries(readable),
    host: new URL(env().PUBLIC_URL).host,
    when: `${when.format(at)} UTC`,
  };
  const words = Object.fromEntries(
    Object.entries({ ...frame, ...news }).map(([key, text]) => [key, fill(text, values)]),
  );
  return {
    subject: words.subject ?? "",
    ...bodies(words, `${env().PUBLIC_URL}/account/security`, locale),
  };
}
