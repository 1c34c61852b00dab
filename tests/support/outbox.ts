import type { Mail } from "#server/mail/index.ts";

/** What was mailed, in a file that keeps its mails. */
export const outbox: Mail[] = [];

/** The module of mails as it is, but for sending: mails stay here. For the factory of a file's `vi.mock`. */
export async function keepMails(original: () => Promise<unknown>) {
  const module = (await original()) as typeof import("#server/mail/index.ts");
  const sendMail: typeof module.sendMail = async (mail) => {
    outbox.push(mail);
  };
  return { ...module, sendMail };
}
