import type { Metadata } from "./catalog.ts";

export type SubscriptionItem = {
  id: string;
  created: number;
  metadata: Metadata;
  price: string;
  quantity: number;
};

export type SubscriptionStatus =
  | "active"
  | "canceled"
  | "incomplete"
  | "incomplete_expired"
  | "past_due"
  | "paused"
  | "trialing"
  | "unpaid";

export type WithoutCard = "cancel" | "pause" | "create_invoice";

export type ProrationBehavior = "always_invoice" | "create_prorations" | "none";

export type Subscription = {
  id: string;
  object: "subscription";
  billing_cycle_anchor: number;
  billing_mode: "classic" | "flexible";
  cancel_at: number | null;
  cancel_at_period_end: boolean;
  canceled_at: number | null;
  cancellation: { comment: string | null; feedback: string | null; reason: string | null };
  collection_method: "charge_automatically" | "send_invoice";
  created: number;
  currency: string;
  /** The period of every item: subscriptions of the stand-in bill all items together. */
  current_period_end: number;
  current_period_start: number;
  customer: string;
  days_until_due: number | null;
  default_payment_method: string | null;
  description: string | null;
  ended_at: number | null;
  items: SubscriptionItem[];
  latest_invoice: string | null;
  metadata: Metadata;
  off_session: boolean;
  /** Waits for its invoice to be paid. */
  pending_update: {
    items: SubscriptionItem[];
    expires_at: number;
    invoice: string;
    /** The period that starts anew with it; null when the running one goes on. */
    period: { start: number; end: number } | null;
  } | null;
  save_default_payment_method: "off" | "on_subscription";
  schedule: string | null;
  start_date: number;
  status: SubscriptionStatus;
  trial_end: number | null;
  trial_end_without_card: WithoutCard;
  trial_start: number | null;
  trial_warned: boolean;
};

export type SchedulePhase = {
  start_date: number;
  end_date: number;
  items: { price: string; quantity: number; metadata: Metadata }[];
  metadata: Metadata;
  proration_behavior: ProrationBehavior;
};

export type SubscriptionSchedule = {
  id: string;
  object: "subscription_schedule";
  canceled_at: number | null;
  completed_at: number | null;
  created: number;
  customer: string;
  end_behavior: "cancel" | "release";
  metadata: Metadata;
  phase: number;
  phases: SchedulePhase[];
  released_at: number | null;
  released_subscription: string | null;
  status: "active" | "canceled" | "completed" | "not_started" | "released";
  subscription: string | null;
};
