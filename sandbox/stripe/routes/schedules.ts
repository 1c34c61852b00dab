import { z } from "zod";
import { addIntervals } from "../calendar.ts";
import { hasEnded } from "../engine/ending.ts";
import { releaseSchedule } from "../engine/schedule-states.ts";
import { scheduleFor } from "../engine/schedules.ts";
import { recurringPrice } from "../engine/subscribe.ts";
import { invalid } from "../errors.ts";
import { ignored, int, mergeMetadata, metadata, text } from "../params.ts";
import type { SchedulePhase, SubscriptionSchedule } from "../rows/subscriptions.ts";
import type { Sandbox } from "../sandbox.ts";
import { render } from "../views/index.ts";
import { type Route, route } from "./route.ts";

const prorationBehavior = z.enum(["always_invoice", "create_prorations", "none"]);
const phaseParams = z.strictObject({
  duration: z
    .strictObject({ interval: z.enum(["day", "week", "month", "year"]), interval_count: int.optional() })
    .optional(),
  end_date: int.optional(),
  items: z.array(z.strictObject({ price: text, quantity: int.optional(), metadata })),
  metadata,
  proration_behavior: prorationBehavior.optional(),
  start_date: z.union([z.literal("now"), int]).optional(),
});

function phasesOf(
  sandbox: Sandbox,
  schedule: SubscriptionSchedule,
  wanted: z.output<typeof phaseParams>[],
): SchedulePhase[] {
  const { store, clock } = sandbox;
  let start = schedule.phases[0]?.start_date ?? clock.now();
  return wanted.map((phase, index): SchedulePhase => {
    const given = phase.start_date === "now" ? clock.now() : phase.start_date;
    if (given !== undefined && index > 0 && given !== start) {
      throw invalid("The phases have to follow each other without a gap.", {
        param: `phases[${index}][start_date]`,
      });
    }
    if (index === 0 && given !== undefined) start = given;
    const prices = phase.items.map((item, at) =>
      recurringPrice(store, item.price, `phases[${index}][items][${at}][price]`),
    );
    const [price] = prices;
    if (!price)
      throw invalid("Missing required param: items.", {
        code: "parameter_missing",
        param: `phases[${index}][items]`,
      });
    const { duration } = phase;
    const length = duration
      ? { interval: duration.interval, interval_count: duration.interval_count ?? 1 }
      : price.recurring;
    const end = phase.end_date ?? addIntervals(start, length);
    if (end <= start)
      throw invalid("A phase has to end after it starts.", { param: `phases[${index}][end_date]` });
    const made = {
      start_date: start,
      end_date: end,
      items: phase.items.map((item) => {
        return {
          price: item.price,
          quantity: item.quantity ?? 1,
          metadata: mergeMetadata({}, item.metadata),
        };
      }),
      metadata: mergeMetadata({}, phase.metadata),
      proration_behavior: phase.proration_behavior ?? "create_prorations",
    };
    start = end;
    return made;
  });
}

function indexAt(phases: SchedulePhase[], now: number): number {
  const index = phases.findIndex(({ start_date, end_date }) => start_date <= now && now < end_date);
  if (index === -1) throw invalid("One of the phases has to be the current one.", { param: "phases" });
  return index;
}

export const scheduleRoutes: Route[] = [
  route(
    "POST /v1/subscription_schedules",
    z.strictObject({ from_subscription: text, metadata }),
    (sandbox, _ids, { from_subscription, metadata: words }) => {
      const subscription = sandbox.store.subscriptions.need(from_subscription, "from_subscription");
      if (hasEnded(subscription)) throw invalid("A canceled subscription cannot be put under a schedule.");
      if (subscription.schedule) {
        throw invalid(
          `You cannot migrate a subscription that is already attached to a schedule: ${subscription.schedule}.`,
        );
      }
      const schedule = scheduleFor(sandbox, subscription);
      schedule.metadata = mergeMetadata({}, words);
      return render(sandbox, schedule);
    },
  ),
  route("GET /v1/subscription_schedules/:id", z.strictObject({}), (sandbox, { id = "" }) =>
    render(sandbox, sandbox.store.schedules.need(id)),
  ),
  route(
    "POST /v1/subscription_schedules/:id",
    z.strictObject({
      default_settings: ignored,
      end_behavior: z.enum(["cancel", "release"]).optional(),
      metadata,
      phases: z.array(phaseParams).optional(),
      proration_behavior: prorationBehavior.optional(),
    }),
    (sandbox, { id = "" }, params) => {
      const schedule = sandbox.store.schedules.need(id);
      if (schedule.status !== "active")
        throw invalid(`You cannot update a subscription schedule that is \`${schedule.status}\`.`);
      const before = render(sandbox, schedule);
      if (params.phases) {
        const phases = phasesOf(sandbox, schedule, params.phases);
        schedule.phase = indexAt(phases, sandbox.clock.now());
        schedule.phases = phases;
      }
      schedule.end_behavior = params.end_behavior ?? schedule.end_behavior;
      schedule.metadata = mergeMetadata(schedule.metadata, params.metadata);
      sandbox.emit("subscription_schedule.updated", schedule, before);
      return render(sandbox, schedule);
    },
  ),
  route(
    "POST /v1/subscription_schedules/:id/release",
    z.strictObject({ preserve_cancel_date: ignored }),
    (sandbox, { id = "" }) => {
      const schedule = sandbox.store.schedules.need(id);
      if (schedule.status !== "active" || !schedule.subscription) {
        throw invalid(`You cannot release a subscription schedule that is \`${schedule.status}\`.`);
      }
      releaseSchedule(sandbox, sandbox.store.subscriptions.need(schedule.subscription), "released");
      return render(sandbox, schedule);
    },
  ),
];
