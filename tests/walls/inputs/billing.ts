import type { DomainInputs } from "./define.ts";

/** Nothing is sold here, so what leads to Stripe is refused to everybody; `tests/server/billing` buys. */
export const billing: DomainInputs = async ({ numberId }) => ({
  "billing.get": {},
  "billing.frozen": {},
  "billing.room": {},
  "billing.choose": { limit: "numbers", ids: [numberId] },
  "billing.invoices": {},
  "billing.preview": { plan: "pro", interval: "month", seats: 2 },
  "billing.checkout": { plan: "pro", interval: "month", seats: 2 },
  "billing.portal": { flow: { kind: "manage" } },
  "billing.confirm": { checkout: "cs_test_walls" },
  "billing.refresh": {},
});

export const usage: DomainInputs = async () => ({ "usage.get": {} });
