import { addIntervals } from "../calendar.ts";
import { newId } from "../ids.ts";
import type { SchedulePhase, Subscription, SubscriptionSchedule } from "../rows/subscriptions.ts";
import type { Sandbox } from "../sandbox.ts";
import { changeSubscription, updating } from "./change.ts";
import { cancelNow } from "./ending.ts";
import { releaseSchedule } from "./schedule-states.ts";
import { recurrenceOf } from "./subscribe.ts";

/** The phase that describes a subscription as it is. */
function currentPhase(subscription: Subscription): SchedulePhase {
  return {
    start_date: subscription.current_period_start,
    end_date: subscription.current_period_end,
    items: subscription.items.map(({ price, quantity, metadata }) => ({ price, quantity, metadata })),
    metadata: {},
    proration_behavior: "create_prorations",
  };
}

/** Puts a subscription under a schedule whose one phase is what it is now. */
export function scheduleFor(sandbox: Sandbox, subscription: Subscription): SubscriptionSchedule {
  const schedule = sandbox.store.schedules.add({
    id: newId("sub_sched"),
    object: "subscription_schedule",
    canceled_at: null,
    completed_at: null,
    created: sandbox.clock.now(),
    customer: subscription.customer,
    end_behavior: "release",
    metadata: {},
    phase: 0,
    phases: [currentPhase(subscription)],
    released_at: null,
    released_subscription: null,
    status: "active",
    subscription: subscription.id,
  });
  sandbox.emit("subscription_schedule.created", schedule);
  updating(sandbox, subscription, () => {
    subscription.schedule = schedule.id;
  });
  return schedule;
}

/** Switches the items when the period ends; nothing is prorated, nothing is paid now. */
export function switchAtPeriodEnd(
  sandbox: Sandbox,
  subscription: Subscription,
  items: { price: string; quantity: number }[],
): void {
  const schedule =
    sandbox.store.schedules.get(subscription.schedule ?? "") ?? scheduleFor(sandbox, subscription);
  const start = subscription.current_period_end;
  const end = addIntervals(start, recurrenceOf(sandbox.store, items));
  schedule.phases = [
    { ...currentPhase(subscription), end_date: start },
    {
      start_date: start,
      end_date: end,
      items: items.map((item) => ({ ...item, metadata: {} })),
      metadata: {},
      proration_behavior: "none",
    },
  ];
  schedule.phase = 0;
  sandbox.emit("subscription_schedule.updated", schedule);
}

function enter(sandbox: Sandbox, subscription: Subscription, phase: SchedulePhase): void {
  const { clock } = sandbox;
  // At the end of a period there is nothing left to prorate.
  const proration = clock.now() >= subscription.current_period_end ? "none" : phase.proration_behavior;
  const items = phase.items.map((item, index) => ({ id: subscription.items[index]?.id, ...item }));
  const gone = subscription.items.slice(phase.items.length).map(({ id }) => ({ id, deleted: true }));
  updating(sandbox, subscription, () => {
    changeSubscription(sandbox, subscription, { items: [...items, ...gone], proration });
    subscription.metadata = { ...subscription.metadata, ...phase.metadata };
  });
}

/** The running phase has ended: the next one starts, or the schedule is over. */
export function endPhase(sandbox: Sandbox, schedule: SubscriptionSchedule): void {
  const subscription = sandbox.store.subscriptions.need(schedule.subscription ?? "");
  const next = schedule.phases[schedule.phase + 1];
  if (next) {
    schedule.phase += 1;
    enter(sandbox, subscription, next);
    sandbox.emit("subscription_schedule.updated", schedule);
  } else if (schedule.end_behavior === "release") releaseSchedule(sandbox, subscription, "released");
  else {
    releaseSchedule(sandbox, subscription, "completed");
    cancelNow(sandbox, subscription);
  }
}
