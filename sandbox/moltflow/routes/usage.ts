import { z } from "zod";
import type { Call, Handlers } from "../api.ts";
import { dayOf, usageIn } from "../usage.ts";

const historyQuery = z.object({ months: z.number() });
const dailyQuery = z.object({ days: z.number() });
const dayMs = 86_400_000;

function figures(call: Call, period: string) {
  const { sent, received, apiCalls } = usageIn(call.sandbox, call.tenant.id, period);
  return {
    messages_sent: sent,
    messages_received: received,
    total_messages: sent + received,
    leads_detected: 0,
    api_calls: apiCalls,
  };
}

function monthsBack(atMs: number, months: number): string {
  const now = new Date(atMs);
  return dayOf(Date.UTC(now.getUTCFullYear(), now.getUTCMonth() - months, 1)).slice(0, 7);
}

// As in the contract's sample, the percentage is of sent and received together; only sending is ever refused.
function currentUsage(call: Call) {
  const period = dayOf(call.sandbox.clock.now()).slice(0, 7);
  const limit = call.sandbox.contract.plans[call.tenant.plan].messages_per_month;
  const month = figures(call, period);
  return {
    status: 200,
    json: {
      period,
      ...month,
      limit_messages: limit,
      usage_percentage: Math.round((month.total_messages / limit) * 1000) / 10,
    },
  };
}

function usageHistory(call: Call) {
  const { months } = historyQuery.parse(call.query);
  const now = call.sandbox.clock.now();
  const periods = Array.from({ length: months }, (_, index) => monthsBack(now, index + 1));
  return { status: 200, json: periods.map((period) => ({ period, ...figures(call, period) })) };
}

function dailyUsage(call: Call) {
  const { days } = dailyQuery.parse(call.query);
  const now = call.sandbox.clock.now();
  const dates = Array.from({ length: days }, (_, index) => dayOf(now - index * dayMs)).reverse();
  return { status: 200, json: dates.map((date) => ({ date, ...figures(call, date) })) };
}

export const usageHandlers: Handlers = { currentUsage, usageHistory, dailyUsage };
