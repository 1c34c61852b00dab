import { z } from "zod";
import { day, hour } from "../calendar.ts";
import { expireCheckout } from "../engine/checkout.ts";
import { recurringPrice } from "../engine/subscribe.ts";
import { invalid } from "../errors.ts";
import { newId } from "../ids.ts";
import { pageOf } from "../paging.ts";
import { createdRange, flag, ignored, int, mergeMetadata, metadata, paging, text } from "../params.ts";
import type { CheckoutSession } from "../rows/hosted.ts";
import type { Sandbox } from "../sandbox.ts";
import { liveCustomer } from "../store.ts";
import { lineItemView } from "../views/hosted.ts";
import { render } from "../views/index.ts";
import { fits, listed, madeIn } from "./listing.ts";
import { type Route, route } from "./route.ts";

const subscriptionData = z.strictObject({
  billing_mode: z.strictObject({ type: z.enum(["classic", "flexible"]), flexible: ignored }).optional(),
  description: text.optional(),
  invoice_settings: ignored,
  metadata,
  proration_behavior: ignored,
  trial_end: int.optional(),
  trial_period_days: int.optional(),
  trial_settings: z
    .strictObject({
      end_behavior: z.strictObject({ missing_payment_method: z.enum(["cancel", "create_invoice", "pause"]) }),
    })
    .optional(),
});

const createParams = z.strictObject({
  adaptive_pricing: ignored,
  allow_promotion_codes: flag.optional(),
  allowed_payment_method_types: ignored,
  automatic_tax: z.strictObject({ enabled: flag, liability: ignored }).optional(),
  billing_address_collection: z.enum(["auto", "required"]).optional(),
  branding_settings: ignored,
  cancel_url: text.optional(),
  client_reference_id: text.max(200).optional(),
  consent_collection: ignored,
  currency: text.optional(),
  custom_text: ignored,
  customer: text.optional(),
  customer_email: text.optional(),
  customer_update: z
    .strictObject({
      address: z.enum(["auto", "never"]).optional(),
      name: z.enum(["auto", "never"]).optional(),
      shipping: ignored,
    })
    .optional(),
  expires_at: int.optional(),
  line_items: z
    .array(z.strictObject({ price: text, quantity: int.optional(), adjustable_quantity: ignored }))
    .optional(),
  locale: text.optional(),
  metadata,
  mode: z.enum(["subscription"]),
  payment_method_collection: z.enum(["always", "if_required"]).optional(),
  phone_number_collection: ignored,
  saved_payment_method_options: ignored,
  subscription_data: subscriptionData.optional(),
  success_url: text.optional(),
  tax_id_collection: z.strictObject({ enabled: flag, required: ignored }).optional(),
  ui_mode: z.enum(["hosted_page"]).optional(),
});
type CreateParams = z.output<typeof createParams>;

/** Tax needs an address and tax ids a name: Checkout may only write them to a customer when it is told so. */
function checkCustomerUpdate(params: CreateParams): void {
  if (!params.customer) return;
  if (params.automatic_tax?.enabled && params.customer_update?.address !== "auto") {
    throw invalid(
      "Automatic tax calculation in Checkout requires a valid address on the Customer. Add a valid address to the Customer or set either `customer_update[address]` to 'auto' or `customer_update[shipping]` to 'auto' to save the address entered in Checkout to the Customer.",
      { code: "customer_tax_location_invalid" },
    );
  }
  if (params.tax_id_collection?.enabled && params.customer_update?.name !== "auto") {
    throw invalid(
      "Tax ID collection requires updating business name on the customer. To enable tax ID collection for an existing customer, please set `customer_update[name]` to `auto`.",
      { param: "customer_update" },
    );
  }
}

function expiry(params: CreateParams, now: number): number {
  const at = params.expires_at ?? now + day;
  if (params.expires_at !== undefined && (at < now + hour / 2 || at > now + day)) {
    throw invalid(
      "The `expires_at` timestamp must be at least 30 minutes and at most 24 hours from Checkout Session creation.",
      {
        param: "expires_at",
      },
    );
  }
  return at;
}

function checkTrial(data: CreateParams["subscription_data"], now: number): void {
  if (data?.trial_end !== undefined && data.trial_period_days !== undefined) {
    throw invalid(
      "You can only specify one of `subscription_data[trial_end]` and `subscription_data[trial_period_days]`.",
    );
  }
  if (data?.trial_end !== undefined && data.trial_end < now + 2 * day) {
    throw invalid("The `trial_end` date has to be at least 2 days in the future.", {
      param: "subscription_data[trial_end]",
    });
  }
  if (data?.trial_period_days !== undefined && data.trial_period_days < 1) {
    throw invalid("The minimum number of trial period days is 1.", {
      param: "subscription_data[trial_period_days]",
    });
  }
}

function create(sandbox: Sandbox, params: CreateParams): CheckoutSession {
  const { store, clock } = sandbox;
  const now = clock.now();
  const { success_url, line_items = [], subscription_data: data } = params;
  if (!success_url)
    throw invalid("Missing required param: success_url.", {
      code: "parameter_missing",
      param: "success_url",
    });
  if (params.customer && params.customer_email) {
    throw invalid("You may only specify one of these parameters: customer, customer_email.");
  }
  if (params.customer) liveCustomer(store, params.customer);
  checkCustomerUpdate(params);
  checkTrial(data, now);
  const prices = line_items.map(({ price }, index) =>
    recurringPrice(store, price, `line_items[${index}][price]`),
  );
  const [first] = prices;
  if (!first)
    throw invalid("Missing required param: line_items.", { code: "parameter_missing", param: "line_items" });
  return store.checkoutSessions.add({
    id: newId("cs_test", 58),
    object: "checkout.session",
    allow_promotion_codes: params.allow_promotion_codes ?? null,
    automatic_tax: params.automatic_tax?.enabled ?? false,
    billing_address_collection: params.billing_address_collection ?? null,
    cancel_url: params.cancel_url ?? null,
    client_reference_id: params.client_reference_id ?? null,
    created: now,
    currency: first.currency,
    customer: params.customer ?? null,
    customer_email: params.customer_email ?? null,
    expires_at: expiry(params, now),
    invoice: null,
    line_items: line_items.map(({ price, quantity = 1 }) => ({ id: newId("li"), price, quantity })),
    locale: params.locale ?? null,
    metadata: mergeMetadata({}, params.metadata),
    mode: params.mode,
    payment_method_collection: params.payment_method_collection ?? "always",
    payment_status: "unpaid",
    status: "open",
    subscription: null,
    subscription_data: {
      billing_mode: data?.billing_mode?.type ?? "flexible",
      description: data?.description ?? null,
      metadata: mergeMetadata({}, data?.metadata),
      trial_end: data?.trial_end ?? null,
      trial_period_days: data?.trial_period_days ?? null,
      trial_end_without_card: data?.trial_settings?.end_behavior.missing_payment_method ?? "create_invoice",
    },
    success_url,
    tax_id_collection: params.tax_id_collection?.enabled ?? false,
  });
}

export const checkoutRoutes: Route[] = [
  route("POST /v1/checkout/sessions", createParams, (sandbox, _ids, params) =>
    render(sandbox, create(sandbox, params)),
  ),
  route("GET /v1/checkout/sessions/:id", z.strictObject({}), (sandbox, { id = "" }) =>
    render(sandbox, sandbox.store.checkoutSessions.need(id)),
  ),
  route(
    "GET /v1/checkout/sessions",
    z.strictObject({
      ...paging,
      created: createdRange,
      customer: text.optional(),
      status: z.enum(["complete", "expired", "open"]).optional(),
      subscription: text.optional(),
    }),
    (sandbox, _ids, { created, customer, status, subscription, ...page }) =>
      listed(sandbox, sandbox.store.checkoutSessions, "/v1/checkout/sessions", page, (session) => {
        return (
          madeIn(session.created, created) &&
          fits<string | null>(customer, session.customer) &&
          fits(status, session.status) &&
          fits<string | null>(subscription, session.subscription)
        );
      }),
  ),
  route("POST /v1/checkout/sessions/:id/expire", z.strictObject({}), (sandbox, { id = "" }) => {
    const session = sandbox.store.checkoutSessions.need(id);
    if (session.status !== "open") {
      throw invalid(
        `This Session is not in an expireable state. Only Sessions with a status in [\`open\`] can be expired. This Session has a status of \`${session.status}\`.`,
      );
    }
    expireCheckout(sandbox, session);
    return render(sandbox, session);
  }),
  route("GET /v1/checkout/sessions/:id/line_items", z.strictObject(paging), (sandbox, { id = "" }, page) => {
    const items = sandbox.store.checkoutSessions
      .need(id)
      .line_items.map((item) => lineItemView(sandbox.store, item));
    return pageOf(items.toReversed(), page, {
      url: `/v1/checkout/sessions/${id}/line_items`,
      noun: "line item",
    });
  }),
];
