import { z } from "zod";
import { emptyable, flag, ignored, int, mergeMetadata, metadata, text } from "../params.ts";

export const prorationBehavior = z.enum(["always_invoice", "create_prorations", "none"]);
const paymentBehavior = z.enum([
  "allow_incomplete",
  "default_incomplete",
  "error_if_incomplete",
  "pending_if_incomplete",
]);
export const anchorType = z.strictObject({ type: z.enum(["now", "unchanged"]) });
export const cancellationDetails = z.strictObject({
  comment: emptyable(text).optional(),
  feedback: emptyable(text).optional(),
});
const trialSettings = z.strictObject({
  end_behavior: z.strictObject({ missing_payment_method: z.enum(["cancel", "create_invoice", "pause"]) }),
});
const paymentSettings = z.strictObject({
  payment_method_options: ignored,
  payment_method_types: ignored,
  save_default_payment_method: z.enum(["off", "on_subscription"]).optional(),
});
const itemMetadata = metadata.transform((given) => (given ? mergeMetadata({}, given) : undefined));
export const itemChange = z.strictObject({
  id: text.optional(),
  price: text.optional(),
  quantity: int.optional(),
  deleted: flag.optional(),
  metadata: itemMetadata,
});

const shared = {
  automatic_tax: ignored,
  collection_method: z.enum(["charge_automatically", "send_invoice"]).optional(),
  days_until_due: int.optional(),
  default_payment_method: text.optional(),
  description: emptyable(text).optional(),
  metadata,
  off_session: flag.optional(),
  payment_behavior: paymentBehavior.optional(),
  payment_settings: paymentSettings.optional(),
  proration_behavior: prorationBehavior.optional(),
  trial_settings: trialSettings.optional(),
};

export const createParams = z.strictObject({
  ...shared,
  billing_cycle_anchor: int.optional(),
  billing_mode: z.strictObject({ type: z.enum(["classic", "flexible"]), flexible: ignored }).optional(),
  cancel_at: int.optional(),
  cancel_at_period_end: flag.optional(),
  currency: text.optional(),
  customer: text,
  items: z.array(z.strictObject({ price: text, quantity: int.optional(), metadata: itemMetadata })),
  trial_end: z.union([z.literal("now"), int]).optional(),
  trial_period_days: int.optional(),
});

export const updateParams = z.strictObject({
  ...shared,
  billing_cycle_anchor: anchorType.optional(),
  cancel_at: emptyable(z.union([z.enum(["min_period_end", "max_period_end"]), int])).optional(),
  cancel_at_period_end: flag.optional(),
  cancellation_details: cancellationDetails.optional(),
  items: z.array(itemChange).optional(),
  proration_date: int.optional(),
  trial_end: z.union([z.literal("now"), int]).optional(),
});
