import fc from "fast-check";
import type Stripe from "stripe";
import { describe, expect, it } from "vitest";
import { lookupKey, planOfPrice } from "#server/billing/catalog.ts";
import { snapshotOf } from "#server/billing/snapshot.ts";
import { plans } from "#server/plans/index.ts";

const now = new Date("2026-11-27T12:00:00Z");
const second = (at: string) => Date.parse(at) / 1000;

type Given = Partial<Omit<Stripe.Subscription, "items">> & {
  price?: Partial<Stripe.Price>;
  quantity?: number;
  ends?: number[];
};

function subscription({ price, quantity = 1, ends, ...given }: Given = {}): Stripe.Subscription {
  const periods = ends ?? [second("2026-12-20T00:00:00Z")];
  const base = {
    ...{ id: "sub_1", status: "active", created: 1_000, schedule: null, latest_invoice: null },
    ...{ cancel_at: null, cancel_at_period_end: false, cancellation_details: null },
    ...{ trial_start: null, trial_end: null, ended_at: null },
    items: {
      data: periods.map((current_period_end) => ({
        ...{ current_period_end, quantity },
        price: {
          ...{ id: "price_pro", lookup_key: lookupKey("pro", "month"), metadata: {} },
          ...{ recurring: { interval: "month" }, ...price },
        },
      })),
    },
  };
  return { ...base, ...given } as unknown as Stripe.Subscription;
}

const take = (all: Stripe.Subscription[], former: "free" | "starter" | null = null) =>
  snapshotOf(all, { former, plansByPrice: new Map([["price_starter", "starter"]]), now });

describe("which plan a price is for", () => {
  it("goes by the mark, which a retired price keeps when its lookup key has moved on", () => {
    expect(planOfPrice({ lookup_key: null, metadata: { moltdesk_plan: "pro" } })).toBe("pro");
    expect(planOfPrice({ lookup_key: "moltdesk_starter_year", metadata: {} })).toBe("starter");
  });

  it("knows no plan for prices of others", () => {
    for (const lookup_key of [null, "pro_monthly", "moltdesk_gold_month"])
      expect(planOfPrice({ lookup_key, metadata: {} })).toBeNull();
  });
});

describe("what is written of a customer's subscriptions", () => {
  it("is Free without one", () => {
    expect(take([])).toMatchObject({ status: null, plan: null, subscriptionId: null, trouble: null });
  });

  it("has the seats, the end of the period that ends first, and the limits", () => {
    const ends = [second("2026-12-31T00:00:00Z"), second("2026-12-20T00:00:00Z")];
    expect(take([subscription({ quantity: 4, ends })])).toMatchObject({
      ...{ plan: "pro", interval: "month", seats: 4, status: "active" },
      periodEnd: new Date("2026-12-20T00:00:00Z"),
      limits: { ...plans.pro.limits, members: 4 },
    });
  });

  it("ends when the portal said `cancel_at`, or the API `cancel_at_period_end`", () => {
    const at = second("2026-12-25T00:00:00Z");
    expect(take([subscription({ cancel_at: at })]).cancelAt).toEqual(new Date("2026-12-25T00:00:00Z"));
    expect(take([subscription({ cancel_at_period_end: true })]).cancelAt).toEqual(
      new Date("2026-12-20T00:00:00Z"),
    );
  });

  it("knows since when a payment is missing from the invoice that asks for it", () => {
    const latest_invoice = {
      created: second("2026-11-20T00:00:00Z"),
      status_transitions: { finalized_at: second("2026-11-20T01:00:00Z") },
    } as Stripe.Invoice;
    const missing = take([subscription({ status: "past_due", latest_invoice })]);
    expect(missing.pastDueSince).toEqual(new Date("2026-11-20T01:00:00Z"));
    expect(take([subscription({ latest_invoice })]).pastDueSince).toBeNull();
  });

  it("tells the plan that waits for the end of the period", () => {
    const end = second("2026-12-20T00:00:00Z");
    const schedule = {
      current_phase: { start_date: 1, end_date: end },
      phases: [
        { start_date: 1, items: [{ price: "price_pro" }] },
        { start_date: end, items: [{ price: "price_starter" }] },
      ],
    } as unknown as Stripe.SubscriptionSchedule;
    expect(take([subscription({ schedule })])).toMatchObject({
      nextPlan: "starter",
      nextPlanAt: new Date("2026-12-20T00:00:00Z"),
    });
  });

  it("keeps the plan, and calls for a person, when the price is none of ours", () => {
    const foreign = { lookup_key: "gold", metadata: {} };
    expect(take([subscription({ price: foreign })], "starter")).toMatchObject({
      plan: "starter",
      trouble: "unknown_price",
    });
  });

  it("takes of two living ones the better and calls for a person; one that ended is no trouble", () => {
    const starter = { lookup_key: lookupKey("starter", "month") };
    const late = subscription({ id: "sub_2", created: 2_000, status: "past_due", price: starter });
    expect(take([late, subscription()])).toMatchObject({ plan: "pro", trouble: "two_subscriptions" });
    const ended = subscription({ id: "sub_2", created: 2_000, status: "canceled", price: starter });
    expect(take([ended, subscription()])).toMatchObject({ plan: "pro", status: "active", trouble: null });
  });

  it("remembers that there was a trial, whatever became of it", () => {
    const trial = subscription({ status: "canceled", trial_start: 500, trial_end: 900 });
    expect(take([trial, subscription({ id: "sub_2" })]).trialUsedAt).toEqual(new Date(500_000));
  });

  it("is the same whatever the order of the list", () => {
    const states = ["active", "trialing", "past_due", "unpaid", "canceled", "incomplete", "paused"] as const;
    const one = fc.record({ status: fc.constantFrom(...states), created: fc.integer({ min: 1, max: 5 }) });
    fc.assert(
      fc.property(fc.array(one, { maxLength: 5 }), fc.infiniteStream(fc.nat()), (given, keys) => {
        const all = given.map((values, index) => subscription({ id: `sub_${index}`, ...values }));
        const shuffled = all.map((value) => ({ value, key: keys.next().value }));
        shuffled.sort((a, b) => Number(a.key) - Number(b.key));
        expect(take(shuffled.map(({ value }) => value))).toEqual(take(all));
      }),
    );
  });
});
