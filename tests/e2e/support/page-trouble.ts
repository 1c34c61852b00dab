import type { Page } from "@playwright/test";

/** Collects what a page complains of: uncaught errors, and what the content security policy refused. */
export function watchTrouble(page: Page): string[] {
  const trouble: string[] = [];
  page.on("pageerror", (error) => trouble.push(`uncaught: ${error.message}`));
  page.on("console", (message) => {
    if (message.type() === "error" && /Content Security Policy|hydrat/i.test(message.text())) {
      trouble.push(message.text());
    }
  });
  page.on("response", (response) => {
    if (response.status() >= 500) trouble.push(`${response.status()} ${new URL(response.url()).pathname}`);
  });
  return trouble;
}
