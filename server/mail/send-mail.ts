import { createTransport } from "nodemailer";
import { env } from "#server/core/env.ts";
import { DomainError, messageOf } from "#server/core/errors.ts";
import { log } from "#server/core/log.ts";
import { forgetSingleton, singleton } from "#server/core/singleton.ts";

/** A mail to one person. `unsubscribeUrl` is where they turn such mails off; their mail program offers it. */
export type Mail = { to: string; subject: string; text: string; html: string; unsubscribeUrl?: string };

/** Somebody waits at a page for the mail to leave, so a server that hangs is given up early. */
const timeouts = { connectionTimeout: 5_000, greetingTimeout: 5_000, socketTimeout: 15_000 };

const transport = (url: string) =>
  singleton("mail", () =>
    createTransport({
      url,
      pool: true,
      maxConnections: 3,
      ...timeouts,
      disableFileAccess: true,
      disableUrlAccess: true,
    }),
  );

/**
 * Hands a mail to the SMTP server of `SMTP_URL`; the server's acceptance is no proof that it arrives.
 * @throws DomainError unavailable `mail.not_configured` or `mail.not_sent`
 */
export async function sendMail({ to, unsubscribeUrl, ...mail }: Mail): Promise<void> {
  const { SMTP_URL, MAIL_FROM } = env();
  if (!SMTP_URL) {
    throw new DomainError(
      "unavailable",
      "mail.not_configured",
      "This installation cannot send mail yet. Its operator sets SMTP_URL, or makes a link with `npm run desk -- sign-in-link`.",
    );
  }
  try {
    // As an object the address is taken as it is; as text it would be parsed, and could be more than one.
    const list = unsubscribeUrl === undefined ? {} : { list: { unsubscribe: unsubscribeUrl } };
    await transport(SMTP_URL).sendMail({ from: MAIL_FROM, to: { name: "", address: to }, ...mail, ...list });
  } catch (cause) {
    log().error({ reason: messageOf(cause) }, "mail was not sent");
    throw new DomainError(
      "unavailable",
      "mail.not_sent",
      "The mail could not be sent: our mail server did not take it. Try again in a minute.",
      { cause },
    );
  }
}

/** Ends idle connections to the mail server, so that the process can. */
export function closeMail(): void {
  const { SMTP_URL } = env();
  if (!SMTP_URL) return;
  transport(SMTP_URL).close();
  forgetSingleton("mail");
}
