import { bodies, fill, type MailLocale, texts } from "./letter.ts";
import type { Mail } from "./send-mail.ts";

type Role = keyof (typeof texts)["en"]["invitation"]["roles"];

/** The mail that invites somebody into a workspace. `url` is the way in. */
export function invitationMail({
  url,
  workspace,
  inviter,
  role,
  expiresAt,
  timeZone,
  locale,
}: {
  url: string;
  workspace: string;
  /** Null when they are no member any more. */
  inviter: string | null;
  role: Role;
  expiresAt: Date;
  timeZone: string;
  locale: MailLocale;
}): Omit<Mail, "to"> {
  const { roles, introWithout, ...known } = texts[locale].invitation;
  const date = new Intl.DateTimeFormat(locale, { dateStyle: "long", timeZone });
  const values = { workspace, inviter: inviter ?? "", role: roles[role], until: date.format(expiresAt) };
  const intro = inviter === null ? introWithout : known.intro;
  const words = Object.fromEntries(
    Object.entries({ ...known, intro }).map(([key, text]) => [key, fill(text, values)]),
  );
  return { subject: words.subject ?? "", ...bodies(words, url, locale) };
}
