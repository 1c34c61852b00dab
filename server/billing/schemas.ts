import { z } from "zod";
import type { Access, BillingInterval, EffectiveLimit, LimitName, PlanId } from "#server/plans/index.ts";

/** Mirrors `planIds` and `billingIntervals`, which pull in more than a browser needs. */
const paidPlan = z.enum(["starter", "pro", "business"]);
const interval = z.enum(["month", "year"]);

/** What somebody wants to pay for. `seats` counts where the plan is paid by the seat. */
export const purchaseSchema = z.object({
  plan: paidPlan,
  interval,
  seats: z.int().min(1, "seats_range").max(10_000, "seats_range").default(1),
});

export const startCheckoutSchema = purchaseSchema.extend({
  /** They were told that the connected MoltFlow account serves less. */
  acceptsLess: z.boolean().default(false),
});
export type StartCheckoutInput = Omit<z.output<typeof startCheckoutSchema>, "workspace">;
export type Purchase = z.output<typeof purchaseSchema>;

export const openPortalSchema = z.object({
  flow: z.discriminatedUnion("kind", [
    z.object({ kind: z.literal("manage") }),
    z.object({ kind: z.literal("card") }),
    z.object({ kind: z.literal("cancel") }),
    purchaseSchema.extend({ kind: z.literal("change"), acceptsLess: z.boolean().default(false) }),
  ]),
});
export type PortalFlow = z.output<typeof openPortalSchema>["flow"];

export const confirmCheckoutSchema = z.object({ checkout: z.string().regex(/^cs_\w{1,200}$/) });

/** States in which a subscription is changed and not bought anew. */
export const livingStatuses: ReadonlySet<string> = new Set([
  ...["active", "trialing", "past_due", "unpaid", "paused"],
]);

/** How the workspace stands. Dates are ISO 8601, amounts the currency's smallest unit. */
export type BillingView = {
  plan: PlanId;
  access: Access;
  graceUntil: string | null;
  sold: boolean;
  granted: boolean;
  moltflowPlan: string | null;
  limits: Record<LimitName, EffectiveLimit & { used: number | null }>;
  /** Null before anything was bought. */
  subscription: {
    status: string;
    plan: PlanId | null;
    interval: BillingInterval | null;
    seats: number | null;
    periodEnd: string | null;
    cancelAt: string | null;
    trialEnd: string | null;
    pastDueSince: string | null;
    next: { plan: PlanId; at: string } | null;
    endReason: string | null;
  } | null;
  hasCustomer: boolean;
  trialAvailable: boolean;
  trouble: string | null;
  syncedAt: string | null;
};

export type InvoiceView = {
  id: string;
  number: string | null;
  status: string;
  total: number;
  due: number;
  currency: string;
  createdAt: string;
  /** Stripe's page of it; null for a draft. */
  url: string | null;
  pdfUrl: string | null;
};

/** `next`: what is asked for next if nothing changes. */
export type InvoicesView = {
  invoices: InvoiceView[];
  next: { amount: number; currency: string; at: string | null } | null;
};

/** What a change costs. `now`: charged at once; `later`: it waits for the end of the period; `checkout`: bought anew. */
export type PreviewView = {
  when: "now" | "later" | "checkout";
  /** What is charged at once, after what was paid already is taken off; 0 with a trial. */
  amount: number;
  currency: string;
  /** What each period costs from then on. */
  recurring: number;
  at: string | null;
  trialDays: number | null;
};

/** What everybody in the workspace has to know of its plan. `frozen`: how many things have no room in it. */
export type BillingNews = {
  kind: "grace" | "readOnly" | "frozen";
  graceUntil: string | null;
  frozen: number;
};
