import { test as base } from "@playwright/test";
import { chooseLocale } from "#app/_lib/i18n/locales.ts";
import { addresses } from "./addresses.ts";
import { takeMouseAway } from "./by-keys.ts";
import { type Words, words } from "./words.ts";

type Fixtures = {
  /** The product's texts in the language of the browser. */
  t: Words;
};

export type Options = {
  /** What people of the journeys work with. */
  hands: "mouse" | "keys";
};

type WorkerFixtures = Options & { handsOff: undefined };

/** Playwright's `test`, with the product's address as base URL, its words, and the mouse or none. */
export const test = base.extend<Fixtures, WorkerFixtures>({
  hands: ["mouse", { option: true, scope: "worker" }],
  handsOff: [
    async ({ browser, hands }, use) => {
      if (hands === "keys") await takeMouseAway(browser);
      await use(undefined);
    },
    { auto: true, scope: "worker" },
  ],
  // biome-ignore lint/correctness/noEmptyPattern: Playwright reads a fixture's needs from this pattern.
  baseURL: async ({}, use) => use(addresses().product),
  t: async ({ locale }, use) => use(await words(chooseLocale(undefined, locale ?? null))),
});

export { expect } from "@playwright/test";
