import type { Page } from "@playwright/test";
import { addresses } from "./addresses.ts";

/** What leads the product to Stripe's stand-in at this address. */
export const stripeSettings = (url: string) => ({
  STRIPE_SECRET_KEY: "sk_test_standin",
  STRIPE_WEBHOOK_SECRETS: "whsec_of_the_journeys",
  STRIPE_API_BASE: url,
});

/** What time does at Stripe; see `sandbox/stripe/control-actions.ts`. */
export async function moveClock(by: { days: number }): Promise<void> {
  const response = await fetch(`${addresses().stripe}/_stripe/api/advance`, {
    method: "POST",
    headers: { "content-type": "application/json" },
    body: JSON.stringify(by),
  });
  if (!response.ok) throw new Error(`The stand-in's clock did not move: ${await response.text()}`);
}

/** On the stand-in's pay page: types a card and presses the one button. */
export async function payWith(page: Page, card: string): Promise<void> {
  await page.getByLabel("Card number").fill(card);
  await page.locator("button.primary").click();
}
