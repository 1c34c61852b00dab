import fc from "fast-check";
import { describe, expect, it } from "vitest";
import {
  limitNames,
  limitsOf,
  moltflowPlans,
  planIds,
  plans,
  type Subscribed,
  standingOf,
} from "#server/plans/index.ts";
import { smallest } from "#server/plans/read-limits.ts";

const now = new Date("2026-11-27T12:00:00Z");
const days = (count: number) => new Date(now.getTime() + count * 24 * 60 * 60 * 1000);
const paid: Subscribed = { status: "active", plan: "pro", seats: 4, pastDueSince: null, endReason: null };

describe("what a subscription entitles to", () => {
  it.each([
    ["no subscription", { ...paid, status: null }, "free", "full"],
    ["active", paid, "pro", "full"],
    ["a trial", { ...paid, status: "trialing" }, "pro", "full"],
    ["never paid", { ...paid, status: "incomplete" }, "free", "full"],
    [
      "a payment is missing for 13 days",
      { ...paid, status: "past_due", pastDueSince: days(-13) },
      "pro",
      "grace",
    ],
    [
      "a payment is missing for 15 days",
      { ...paid, status: "past_due", pastDueSince: days(-15) },
      "pro",
      "read_only",
    ],
    ["unpaid", { ...paid, status: "unpaid" }, "pro", "read_only"],
    ["paused", { ...paid, status: "paused" }, "pro", "read_only"],
    [
      "cancelled on purpose",
      { ...paid, status: "canceled", endReason: "cancellation_requested" },
      "free",
      "full",
    ],
    [
      "ended because nobody paid",
      { ...paid, status: "canceled", endReason: "payment_failed" },
      "free",
      "read_only",
    ],
    ["a state of the future", { ...paid, status: "hibernating" }, "free", "full"],
  ] as const)("%s", (_, subscribed, plan, access) => {
    expect(standingOf(subscribed, now)).toMatchObject({ plan, access });
  });

  it("has as many members as are paid for, where a plan is paid by the seat", () => {
    expect(limitsOf({ plan: "pro", seats: 4 }).members).toBe(4);
    expect(limitsOf({ plan: "pro", seats: 4_000 }).members).toBe(plans.pro.limits.members);
    expect(limitsOf({ plan: "starter", seats: 1 }).members).toBe(plans.starter.limits.members);
  });
});

it("gives a bigger plan no smaller limit", () => {
  for (const [index, id] of planIds.entries()) {
    const smaller = planIds[index - 1];
    if (!smaller) continue;
    for (const name of limitNames)
      expect(plans[id].limits[name]).toBeGreaterThanOrEqual(plans[smaller].limits[name]);
  }
});

it("sells nothing that MoltFlow's plan of the same name does not serve", () => {
  for (const id of planIds) {
    expect(plans[id].limits.requestsPerMinute).toBe(moltflowPlans[id].requestsPerMinute);
    expect(plans[id].limits.numbers).toBeLessThanOrEqual(moltflowPlans[id].numbers);
  }
});

it("lets the smallest of three limits hold, and names it", () => {
  const limit = fc.integer({ min: 1, max: 100 });
  fc.assert(
    fc.property(limit, fc.option(limit), fc.option(limit), (plan, moltflow, operator) => {
      const effective = smallest(plan, moltflow, operator);
      const all = [plan, moltflow, operator].filter((value) => value !== null);
      expect(effective.value).toBe(Math.min(...all));
      expect(effective[effective.from]).toBe(effective.value);
    }),
  );
});
