import { test as base } from "@playwright/test";
import { addresses } from "./addresses.ts";

/** Playwright's `test`, with the product's address as base URL. */
export const test = base.extend({
  // biome-ignore lint/correctness/noEmptyPattern: Playwright reads a fixture's needs from this pattern.
  baseURL: async ({}, use) => use(addresses().product),
});

export { expect } from "@playwright/test";
