import type { Page } from "@playwright/test";
import { readMail } from "./mail.ts";

/** Signs in as a person does: asks for the mail and follows its link. */
export async function signIn(page: Page, email: string): Promise<void> {
  await page.goto("/sign-in");
  await page.getByLabel(/e-?mail/i).fill(email);
  await page.getByLabel(/e-?mail/i).press("Enter");
  const { links } = await readMail(email);
  const [link] = links;
  if (!link) throw new Error(`The sign-in mail for ${email} holds no link.`);
  await page.goto(link);
  // The link's page goes on by itself.
  await page.waitForURL((url) => !url.pathname.startsWith("/sign-in") && !url.pathname.startsWith("/api"));
}
