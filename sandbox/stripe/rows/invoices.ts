import type { Metadata } from "./catalog.ts";

export type InvoiceLine = {
  id: string;
  amount: number;
  description: string;
  invoice_item: string | null;
  metadata: Metadata;
  period: { start: number; end: number };
  price: string | null;
  proration: boolean;
  quantity: number;
  subscription: string | null;
  subscription_item: string | null;
};

export type InvoicePayment = {
  id: string;
  amount_paid: number | null;
  amount_requested: number;
  created: number;
  paid_at: number | null;
  payment_intent: string;
  status: "open" | "paid" | "canceled";
};

export type BillingReason =
  | "manual"
  | "subscription_create"
  | "subscription_cycle"
  | "subscription_update"
  | "upcoming";

export type Invoice = {
  id: string;
  object: "invoice";
  amount_due: number;
  amount_paid: number;
  amount_remaining: number;
  attempt_count: number;
  attempted: boolean;
  auto_advance: boolean;
  automatically_finalizes_at: number | null;
  billing_reason: BillingReason;
  collection_method: "charge_automatically" | "send_invoice";
  created: number;
  currency: string;
  customer: string;
  customer_email: string | null;
  customer_name: string | null;
  default_payment_method: string | null;
  description: string | null;
  due_date: number | null;
  ending_balance: number | null;
  finalized_at: number | null;
  lines: InvoiceLine[];
  marked_uncollectible_at: number | null;
  metadata: Metadata;
  number: string | null;
  paid_at: number | null;
  payments: InvoicePayment[];
  period_end: number;
  period_start: number;
  /** When the dunning takes its next step, with or without a card to charge. */
  retry_at: number | null;
  starting_balance: number;
  status: "draft" | "open" | "paid" | "uncollectible" | "void";
  subscription: string | null;
  subtotal: number;
  total: number;
  voided_at: number | null;
};

export type InvoiceItem = {
  id: string;
  object: "invoiceitem";
  amount: number;
  currency: string;
  customer: string;
  date: number;
  description: string;
  invoice: string | null;
  metadata: Metadata;
  period: { start: number; end: number };
  price: string | null;
  proration: boolean;
  quantity: number;
  subscription: string | null;
  subscription_item: string | null;
};

export type Decline = { code: string; decline_code: string; message: string };

export type PaymentIntent = {
  id: string;
  object: "payment_intent";
  amount: number;
  amount_received: number;
  created: number;
  currency: string;
  customer: string | null;
  invoice: string | null;
  last_payment_error: Decline | null;
  latest_charge: string | null;
  metadata: Metadata;
  payment_method: string | null;
  status: "requires_payment_method" | "succeeded" | "canceled";
};

export type Charge = {
  id: string;
  object: "charge";
  amount: number;
  amount_refunded: number;
  created: number;
  currency: string;
  customer: string | null;
  disputed: boolean;
  failure: Decline | null;
  metadata: Metadata;
  payment_intent: string;
  payment_method: string;
};

export type Refund = {
  id: string;
  object: "refund";
  amount: number;
  charge: string;
  created: number;
  currency: string;
  metadata: Metadata;
  payment_intent: string;
  reason: string | null;
};
