import { boolean, index, integer, jsonb, pgTable, text, uniqueIndex, uuid } from "drizzle-orm/pg-core";
import { createdAt, instant, ownWorkspaceOnly } from "./columns.ts";
import { workspaces } from "./workspaces.ts";

export const planIds = ["free", "starter", "pro", "business"] as const;
export const billingIntervals = ["month", "year"] as const;

/** `before`: how many days a bigger plan had, which still holds until `beforeUntil` (ISO 8601). */
export type KeptSpan = { days: number; before?: number; beforeUntil?: string };

/**
 * What Stripe last said of a workspace, and what an operator grants beyond it. Everything from `subscriptionId` to
 * `limits` is one snapshot, written whole. A workspace without a row has never been to the checkout: it is on Free.
 */
export const billingAccounts = pgTable(
  "billing_accounts",
  {
    workspaceId: uuid()
      .primaryKey()
      .references(() => workspaces.id, { onDelete: "cascade" }),
    /** Stripe's customer. The unique index is what keeps two clicks from making two that are both charged. */
    customerId: text(),
    subscriptionId: text(),
    /** As Stripe calls it; a state that we do not know yet is kept as it came. Null: there is no subscription. */
    status: text(),
    plan: text({ enum: planIds }),
    interval: text({ enum: billingIntervals }),
    /** Members that are paid for; null where the plan has a fixed number. */
    seats: integer(),
    priceId: text(),
    periodEnd: instant(),
    /** It ends at this moment unless somebody keeps it. */
    cancelAt: instant(),
    trialEnd: instant(),
    /** Since when a payment is missing, in Stripe's time. */
    pastDueSince: instant(),
    endedAt: instant(),
    /** Why it ended: Stripe's reason, such as `cancellation_requested` or `payment_failed`. */
    endReason: text(),
    /** What it becomes at the end of the period. */
    nextPlan: text({ enum: planIds }),
    nextPlanAt: instant(),
    /** The limits that the plan had when this was written. */
    limits: jsonb().$type<Record<string, number>>(),
    /** Rises with every change of what the workspace may do, so that whoever keeps limits in memory notices. */
    version: integer().notNull().default(0),
    /** What an operator has to look at: `two_subscriptions`, `unknown_price`; null when nothing is odd. */
    trouble: text(),
    /** A workspace has one trial in its life. */
    trialUsedAt: instant(),
    syncedAt: instant(),
    /** An operator's gift, which goes before what is paid. */
    grantedPlan: text({ enum: planIds }),
    /** Limits that an operator set by hand, by name. */
    grantedLimits: jsonb().$type<Record<string, number>>().notNull().default({}),
    /** By limit of days: what the plan had when we last looked, and what it had before while that still holds. */
    spans: jsonb().$type<Record<string, KeptSpan>>().notNull().default({}),
    /** By limit: the ids that the owner wants to keep when not all fit. */
    kept: jsonb().$type<Record<string, string[]>>().notNull().default({}),
    createdAt: createdAt(),
  },
  (table) => [uniqueIndex().on(table.customerId), ownWorkspaceOnly("billing_accounts")],
);

/**
 * Events that Stripe sent, by their ids. Which event led to which state is not kept: each only makes us ask Stripe anew.
 * One whose work failed has no `processedAt` and is worked on again when Stripe repeats it.
 */
export const stripeEvents = pgTable(
  "stripe_events",
  {
    id: text().primaryKey(),
    type: text().notNull(),
    customerId: text(),
    livemode: boolean().notNull(),
    apiVersion: text(),
    /** Stripe's clock, which a test moves; never compared with ours. */
    createdAt: instant().notNull(),
    receivedAt: instant().notNull().defaultNow(),
    processedAt: instant(),
    failure: text(),
  },
  (table) => [index().on(table.customerId, table.receivedAt), index().on(table.receivedAt)],
).enableRLS();
