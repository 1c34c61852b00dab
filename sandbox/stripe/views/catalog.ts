import type { Stripe } from "stripe";
import type { Price, Product } from "../rows/catalog.ts";
import type { AllFields } from "./fields.ts";

export function productView(product: Product) {
  if (product.deleted) return { id: product.id, object: "product", deleted: true };
  const { deleted: _, ...fields } = product;
  return {
    ...fields,
    livemode: false,
    package_dimensions: null,
    shippable: null,
    tax_details: null,
    type: "service",
  } satisfies AllFields<Stripe.Product>;
}

export function priceView(price: Price) {
  return {
    ...price,
    billing_scheme: "per_unit",
    custom_unit_amount: null,
    livemode: false,
    recurring: price.recurring && {
      ...price.recurring,
      meter: null,
      trial_period_days: null,
      usage_type: "licensed",
    },
    tiers_mode: null,
    transform_quantity: null,
    type: price.recurring ? "recurring" : "one_time",
    unit_amount_decimal: String(price.unit_amount),
  } satisfies AllFields<Stripe.Price>;
}

/** The old name of a recurring price; items of subscriptions still carry it. */
export function planView(price: Price) {
  return {
    id: price.id,
    object: "plan",
    active: price.active,
    amount: price.unit_amount,
    amount_decimal: String(price.unit_amount),
    billing_scheme: "per_unit",
    created: price.created,
    currency: price.currency,
    interval: price.recurring?.interval ?? "month",
    interval_count: price.recurring?.interval_count ?? 1,
    livemode: false,
    metadata: price.metadata,
    meter: null,
    nickname: price.nickname,
    product: price.product,
    tiers_mode: null,
    transform_usage: null,
    trial_period_days: null,
    usage_type: "licensed",
  } satisfies AllFields<Stripe.Plan>;
}
