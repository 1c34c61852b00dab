import { setTimeout as sleep } from "node:timers/promises";
import { z } from "zod";
import { addresses } from "./addresses.ts";

const mailsSchema = z.array(
  z.object({
    id: z.string(),
    subject: z.string().default(""),
    text: z.string().default(""),
    html: z.union([z.string(), z.literal(false)]).default(""),
    envelope: z.object({ to: z.array(z.object({ address: z.string() })) }),
  }),
);

export type Mail = { subject: string; text: string; links: string[] };

/**
 * Waits for a mail to this address and takes it out of the mailbox, so that the next call gets the next mail.
 * @throws after `timeoutMs` without one
 */
export async function readMail(to: string, timeoutMs = 15_000): Promise<Mail> {
  const deadline = performance.now() + timeoutMs;
  while (performance.now() < deadline) {
    const mails = mailsSchema.parse(await (await fetch(`${addresses().mail}/api/email`)).json());
    const mine = mails.find(({ envelope }) =>
      envelope.to.some(({ address }) => address.toLowerCase() === to.toLowerCase()),
    );
    if (mine) {
      await fetch(`${addresses().mail}/api/email/${mine.id}`, { method: "DELETE" });
      const { subject, text } = mine;
      return { subject, text, links: linksIn(text) };
    }
    await sleep(100);
  }
  throw new Error(`No mail for ${to} came within ${timeoutMs} ms.`);
}

function linksIn(text: string): string[] {
  // A sentence's full stop after a link is no part of it.
  return text.match(/https?:\/\/[^\s<>"]*[^\s<>".,;:!?)]/g) ?? [];
}
