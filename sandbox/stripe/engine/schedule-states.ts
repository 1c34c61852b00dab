import type { Subscription, SubscriptionSchedule } from "../rows/subscriptions.ts";
import type { Sandbox } from "../sandbox.ts";
import { render } from "../views/index.ts";

function scheduleOf({ store }: Sandbox, subscription: Subscription): SubscriptionSchedule | undefined {
  return store.schedules.get(subscription.schedule ?? "");
}

/** Parts a subscription from its schedule: it goes on as it is (released), or the schedule fell with it. */
export function releaseSchedule(
  sandbox: Sandbox,
  subscription: Subscription,
  as: "released" | "canceled" | "completed",
): void {
  const schedule = scheduleOf(sandbox, subscription);
  if (!schedule) return;
  const before = render(sandbox, subscription);
  const now = sandbox.clock.now();
  schedule.status = as;
  if (as === "released") {
    schedule.released_at = now;
    schedule.released_subscription = subscription.id;
    schedule.subscription = null;
  } else if (as === "canceled") schedule.canceled_at = now;
  else schedule.completed_at = now;
  subscription.schedule = null;
  sandbox.emit(`subscription_schedule.${as}`, schedule);
  if (as === "released") sandbox.emit("customer.subscription.updated", subscription, before);
}
