import type { Page } from "@playwright/test";

/** Collects what a page complains of, and where: uncaught errors, and what the content security policy refused. */
export function watchTrouble(page: Page): string[] {
  const trouble: string[] = [];
  const complain = (what: string) => trouble.push(`${new URL(page.url()).pathname}: ${what}`);
  page.on("pageerror", (error) => complain(`uncaught: ${error.message}`));
  page.on("console", (message) => {
    if (message.type() === "error" && /Content Security Policy|hydrat/i.test(message.text())) {
      complain(message.text());
    }
  });
  page.on("response", (response) => {
    if (response.status() >= 500) complain(`${response.status()} ${new URL(response.url()).pathname}`);
  });
  return trouble;
}
