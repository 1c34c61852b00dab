import type { Page } from "@playwright/test";
import { readMail } from "./mail.ts";
import type { Words } from "./words.ts";

/** Asks for the mail that signs somebody in. */
export async function askForLink(page: Page, t: Words, email: string): Promise<void> {
  await page.goto("/sign-in");
  const field = page.getByLabel(t("auth.signIn.email"));
  await field.fill(email);
  await field.press("Enter");
}

/** Signs in as a person does: asks for the mail and follows its link. */
export async function signIn(page: Page, t: Words, email: string): Promise<void> {
  await askForLink(page, t, email);
  const { links } = await readMail(email);
  const [link] = links;
  if (!link) throw new Error(`The sign-in mail for ${email} holds no link.`);
  await page.goto(link);
  // The link's page goes on by itself.
  await page.waitForURL((url) => !url.pathname.startsWith("/sign-in") && !url.pathname.startsWith("/api"));
}
