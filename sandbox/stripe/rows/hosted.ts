import type { Metadata } from "./catalog.ts";
import type { ProrationBehavior, WithoutCard } from "./subscriptions.ts";

export type LineItem = { id: string; price: string; quantity: number };

export type CheckoutSession = {
  id: string;
  object: "checkout.session";
  allow_promotion_codes: boolean | null;
  automatic_tax: boolean;
  billing_address_collection: string | null;
  cancel_url: string | null;
  client_reference_id: string | null;
  created: number;
  currency: string;
  customer: string | null;
  customer_email: string | null;
  expires_at: number;
  invoice: string | null;
  line_items: LineItem[];
  locale: string | null;
  metadata: Metadata;
  mode: "subscription";
  payment_method_collection: "always" | "if_required";
  payment_status: "no_payment_required" | "paid" | "unpaid";
  status: "complete" | "expired" | "open";
  subscription: string | null;
  subscription_data: {
    billing_mode: "classic" | "flexible";
    description: string | null;
    metadata: Metadata;
    trial_end: number | null;
    trial_period_days: number | null;
    trial_end_without_card: WithoutCard;
  };
  success_url: string;
  tax_id_collection: boolean;
};

export type PortalConfiguration = {
  id: string;
  object: "billing_portal.configuration";
  active: boolean;
  business_profile: {
    headline: string | null;
    privacy_policy_url: string | null;
    terms_of_service_url: string | null;
  };
  created: number;
  default_return_url: string | null;
  features: PortalFeatures;
  metadata: Metadata;
  name: string | null;
  updated: number;
};

export type PortalFeatures = {
  customer_update: { enabled: boolean; allowed_updates: string[] };
  invoice_history: { enabled: boolean };
  payment_method_update: { enabled: boolean };
  subscription_cancel: {
    cancellation_reason: { enabled: boolean; options: string[] };
    enabled: boolean;
    mode: "at_period_end" | "immediately";
    proration_behavior: ProrationBehavior;
  };
  subscription_update: {
    billing_cycle_anchor: "now" | "unchanged" | null;
    default_allowed_updates: string[];
    enabled: boolean;
    products: {
      product: string;
      prices: string[];
      adjustable_quantity: { enabled: boolean; maximum: number | null; minimum: number };
    }[];
    proration_behavior: ProrationBehavior;
    schedule_at_period_end: string[];
    trial_update_behavior: "continue_trial" | "end_trial";
  };
};

export type AfterFlow = {
  type: "hosted_confirmation" | "portal_homepage" | "redirect";
  return_url: string | null;
};

export type PortalFlow =
  | { type: "payment_method_update"; after: AfterFlow }
  | { type: "subscription_cancel"; subscription: string; after: AfterFlow }
  | { type: "subscription_update"; subscription: string; after: AfterFlow }
  | {
      type: "subscription_update_confirm";
      subscription: string;
      items: { id: string; price: string | null; quantity: number | null }[];
      after: AfterFlow;
    };

export type PortalSession = {
  id: string;
  object: "billing_portal.session";
  configuration: string;
  created: number;
  customer: string;
  flow: PortalFlow | null;
  locale: string | null;
  return_url: string | null;
};
