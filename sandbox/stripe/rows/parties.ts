import type { Metadata } from "./catalog.ts";

type Json = Record<string, unknown>;

export type Customer = {
  id: string;
  object: "customer";
  address: Json | null;
  /** Minor units; below zero is credit. */
  balance: number;
  created: number;
  currency: string | null;
  default_payment_method: string | null;
  deleted: boolean;
  delinquent: boolean;
  description: string | null;
  email: string | null;
  invoice_prefix: string;
  metadata: Metadata;
  name: string | null;
  next_invoice_sequence: number;
  phone: string | null;
  preferred_locales: string[];
  tax_exempt: string;
  test_clock: string | null;
};

export type CardKind = "good" | "declined" | "insufficient_funds" | "expired" | "wrong_cvc" | "fails_later";

export type PaymentMethod = {
  id: string;
  object: "payment_method";
  billing_details: { email: string | null; name: string | null };
  brand: string;
  created: number;
  customer: string | null;
  exp_month: number;
  exp_year: number;
  kind: CardKind;
  last4: string;
  metadata: Metadata;
};

export type TestClock = {
  id: string;
  object: "test_helpers.test_clock";
  created: number;
  frozen_time: number;
  name: string | null;
  status: "ready" | "advancing";
};

export type WebhookEndpoint = {
  id: string;
  object: "webhook_endpoint";
  created: number;
  description: string | null;
  enabled_events: string[];
  metadata: Metadata;
  /** Newest first; a second one signs too until it has run out. */
  secrets: { secret: string; until: number | null }[];
  status: "enabled" | "disabled";
  url: string;
};

export type StripeEvent = {
  id: string;
  object: "event";
  api_version: string;
  created: number;
  data: { object: Json; previous_attributes?: Json };
  livemode: boolean;
  pending_webhooks: number;
  request: { id: string | null; idempotency_key: string | null };
  type: string;
};
