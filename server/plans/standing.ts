import { graceDays, type Limits, type PlanId, plans } from "./plans.ts";

const dayMs = 24 * 60 * 60 * 1000;

/** What is known of a workspace's subscription; null `status`: it has none. */
export type Subscribed = {
  status: string | null;
  plan: PlanId | null;
  seats: number | null;
  pastDueSince: Date | null;
  endReason: string | null;
};

/**
 * `full`: everything that the plan has. `grace`: a payment is missing, and everything goes on until `graceUntil`.
 * `read_only`: what arrives is stored and alerts go out, but nothing is sent.
 */
export type Access = "full" | "grace" | "read_only";
export type Standing = { plan: PlanId; access: Access; graceUntil: Date | null; seats: number | null };

const full = (plan: PlanId, seats: number | null = null): Standing => ({
  plan,
  access: "full",
  graceUntil: null,
  seats,
});
const readOnly = (plan: PlanId, seats: number | null): Standing => ({
  plan,
  access: "read_only",
  graceUntil: null,
  seats,
});

/**
 * What a subscription entitles to. One that was cancelled on purpose ends on Free with full use of that; one that ended
 * because nobody paid stops sending until somebody pays or chooses Free.
 */
export function standingOf(subscribed: Subscribed, now: Date): Standing {
  const { status, plan, seats, pastDueSince, endReason } = subscribed;
  if (status === null || plan === null) return full("free");
  switch (status) {
    case "active":
    case "trialing":
      return full(plan, seats);
    case "past_due": {
      const graceUntil = new Date((pastDueSince ?? now).getTime() + graceDays * dayMs);
      return graceUntil > now ? { plan, access: "grace", graceUntil, seats } : readOnly(plan, seats);
    }
    case "unpaid":
    case "paused":
      return readOnly(plan, seats);
    case "canceled":
      return endReason === "payment_failed" || endReason === "payment_disputed"
        ? readOnly("free", null)
        : full("free");
    // `incomplete` and `incomplete_expired` were never paid; what Stripe may invent later gives nothing either.
    default:
      return full("free");
  }
}

/** The limits of a standing: a plan that is paid by the seat has as many members as are paid for. */
export function limitsOf({ plan, seats }: Pick<Standing, "plan" | "seats">): Limits {
  const { limits, perSeat } = plans[plan];
  return perSeat && seats !== null ? { ...limits, members: Math.min(seats, limits.members) } : limits;
}
