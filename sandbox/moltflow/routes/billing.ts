import type { Call, Handlers } from "../api.ts";
import { timestamp } from "../clock.ts";
import type { Contract } from "../contract.ts";
import { type PlanId, planIds } from "../store.ts";
import { dayOf, usageIn } from "../usage.ts";

const displayNames: Record<PlanId, string> = {
  free: "Free",
  starter: "Starter",
  pro: "Pro",
  business: "Business",
};

function limitsOf(contract: Contract, plan: PlanId) {
  const { sessions, messages_per_month, monitored_groups } = contract.plans[plan];
  return { max_sessions: sessions, max_messages_per_month: messages_per_month, max_groups: monitored_groups };
}

function startOfNextMonth(atMs: number): number {
  const now = new Date(atMs);
  return Date.UTC(now.getUTCFullYear(), now.getUTCMonth() + 1, 1);
}

function getSubscription({ sandbox, tenant }: Call) {
  const { store, clock, contract } = sandbox;
  const month = usageIn(sandbox, tenant.id, dayOf(clock.now()).slice(0, 7));
  const isPaid = tenant.plan !== "free";
  return {
    status: 200,
    json: {
      plan_id: tenant.plan,
      display_name: displayNames[tenant.plan],
      status: "active",
      billing_cycle: isPaid ? "monthly" : null,
      current_period_end: isPaid ? timestamp(startOfNextMonth(clock.now())) : null,
      limits: limitsOf(contract, tenant.plan),
      usage: {
        sessions: store.sessions.of(tenant.id).length,
        messages_this_month: month.sent + month.received,
        groups: store.groups.of(tenant.id).filter((group) => group.monitor).length,
        labels: store.labels.of(tenant.id).length,
        ai_replies_this_month: 0,
      },
    },
  };
}

function listPlans({ sandbox: { contract } }: Call) {
  const plans = planIds.map((id) => {
    const { price_usd, requests_per_minute } = contract.plans[id];
    return {
      id,
      name: displayNames[id],
      price_monthly: price_usd.monthly,
      price_yearly: price_usd.yearly,
      currency: "USD",
      limits: limitsOf(contract, id),
      rate_limit_per_minute: requests_per_minute,
    };
  });
  return { status: 200, json: { plans } };
}

export const billingHandlers: Handlers = { getSubscription, listPlans };
