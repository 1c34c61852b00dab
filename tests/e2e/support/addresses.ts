import { z } from "zod";

const addressesSchema = z.object({
  product: z.url(),
  sandbox: z.url(),
  stripe: z.url(),
  mail: z.url(),
  database: z.string(),
});
export type Addresses = z.infer<typeof addressesSchema>;

const VARIABLE = "E2E_ADDRESSES";

/** Where the parts that the global set-up started are; the tests run in other processes than the set-up. */
export function addresses(): Addresses {
  const text = process.env[VARIABLE];
  if (!text) throw new Error("The product was not started: run the e2e tests with `npm test -- --only e2e`.");
  return addressesSchema.parse(JSON.parse(text));
}

export function announce(found: Addresses): void {
  process.env[VARIABLE] = JSON.stringify(found);
}
