import { asc, isNotNull } from "drizzle-orm";
import { z } from "zod";
import { systemDb } from "#db/client.ts";
import { billingAccounts } from "#db/schema/index.ts";
import { log } from "#server/core/log.ts";
import { defineJob } from "#server/jobs/index.ts";
import { arePlansSold } from "#server/plans/index.ts";
import { syncBilling } from "./sync-billing.ts";

export { mailPayment } from "./mail-payment-job.ts";

/**
 * Every night: asks Stripe how each customer stands, for events that never came. One that cannot be asked does not keep
 * the others from it. Cron hands it a payload of its own, which it doesn't need.
 */
export const reconcileBilling = defineJob({
  name: "reconcile-billing",
  payload: z.unknown(),
  async run(_payload, signal) {
    if (!arePlansSold()) return;
    const customers = await systemDb()
      .select({ id: billingAccounts.customerId })
      .from(billingAccounts)
      .where(isNotNull(billingAccounts.customerId))
      .orderBy(asc(billingAccounts.syncedAt));
    let [synced, failed, changed] = [0, 0, 0];
    for (const { id } of customers) {
      if (signal?.aborted || !id) break;
      try {
        const result = await syncBilling(id);
        synced += 1;
        if (result.outcome === "synced" && result.changed) changed += 1;
      } catch (error) {
        failed += 1;
        log().error({ err: error, customer: id }, "a customer could not be asked for at Stripe");
      }
    }
    log().info({ synced, failed, changed }, "billing reconciled");
  },
});
