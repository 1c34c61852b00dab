import type { Subscription } from "../rows/subscriptions.ts";
import type { Sandbox } from "../sandbox.ts";
import { releaseSchedule } from "./schedule-states.ts";

/** States in which a subscription has ended for good. */
export function hasEnded({ status }: Subscription): boolean {
  return status === "canceled" || status === "incomplete_expired";
}

/** Ends it now. Its open invoices stay payable, but nobody charges them by himself any more. */
export function cancelNow(
  sandbox: Sandbox,
  subscription: Subscription,
  reason: "cancellation_requested" | "payment_failed" | null = "cancellation_requested",
): void {
  const { clock, store } = sandbox;
  subscription.status = "canceled";
  subscription.canceled_at ??= clock.now();
  subscription.ended_at = clock.now();
  subscription.pending_update = null;
  subscription.cancellation.reason ??= reason;
  for (const invoice of store.invoices.where((row) => row.subscription === subscription.id)) {
    invoice.auto_advance = false;
    invoice.retry_at = null;
    invoice.automatically_finalizes_at = null;
  }
  releaseSchedule(sandbox, subscription, "canceled");
  sandbox.emit("customer.subscription.deleted", subscription);
}
