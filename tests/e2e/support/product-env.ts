import { testEnv } from "#tests/support/test-env.ts";
import { addresses } from "./addresses.ts";
import { stripeSettings } from "./stripe.ts";

/** Gives this process the product's settings, so that a test can call its functions on the same database. */
export function adoptProductEnv(): void {
  const { product, sandbox, stripe, database } = addresses();
  Object.assign(process.env, testEnv, {
    PUBLIC_URL: product,
    DATABASE_URL: database,
    MOLTFLOW_API_URL: sandbox,
    MOLTFLOW_SANDBOX_URL: sandbox,
    ...stripeSettings(stripe),
  });
}
