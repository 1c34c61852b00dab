import { z } from "zod";
import { recurringPrice } from "../engine/subscribe.ts";
import { invalid } from "../errors.ts";
import { newId } from "../ids.ts";
import { emptyable, flag, ignored, int, mergeMetadata, metadata, paging, text } from "../params.ts";
import type { PortalConfiguration, PortalFeatures } from "../rows/hosted.ts";
import type { Sandbox } from "../sandbox.ts";
import { render } from "../views/index.ts";
import { fits, listed } from "./listing.ts";
import { type Route, route } from "./route.ts";

const prorationBehavior = z.enum(["always_invoice", "create_prorations", "none"]);
const maxProducts = 10;

const features = z.strictObject({
  customer_update: z
    .strictObject({ enabled: flag.optional(), allowed_updates: emptyable(z.array(text)).optional() })
    .optional(),
  invoice_history: z.strictObject({ enabled: flag }).optional(),
  payment_method_update: z.strictObject({ enabled: flag, payment_method_configuration: ignored }).optional(),
  subscription_cancel: z
    .strictObject({
      cancellation_reason: z
        .strictObject({ enabled: flag, options: emptyable(z.array(text)).optional() })
        .optional(),
      enabled: flag,
      mode: z.enum(["at_period_end", "immediately"]).optional(),
      proration_behavior: prorationBehavior.optional(),
    })
    .optional(),
  subscription_update: z
    .strictObject({
      billing_cycle_anchor: z.enum(["now", "unchanged"]).optional(),
      default_allowed_updates: emptyable(z.array(z.enum(["price", "promotion_code", "quantity"]))).optional(),
      enabled: flag,
      products: emptyable(
        z.array(
          z.strictObject({
            product: text,
            prices: z.array(text),
            adjustable_quantity: z
              .strictObject({ enabled: flag, maximum: int.optional(), minimum: int.optional() })
              .optional(),
          }),
        ),
      ).optional(),
      proration_behavior: prorationBehavior.optional(),
      schedule_at_period_end: z
        .strictObject({
          conditions: z
            .array(z.strictObject({ type: z.enum(["decreasing_item_amount", "shortening_interval"]) }))
            .optional(),
        })
        .optional(),
      trial_update_behavior: z.enum(["continue_trial", "end_trial"]).optional(),
    })
    .optional(),
});
type FeatureParams = z.output<typeof features>;

const configurationFields = {
  business_profile: z
    .strictObject({
      headline: emptyable(text).optional(),
      privacy_policy_url: emptyable(text).optional(),
      terms_of_service_url: emptyable(text).optional(),
    })
    .optional(),
  default_return_url: emptyable(text).optional(),
  login_page: ignored,
  metadata,
  name: emptyable(text).optional(),
};

const nothingAllowed: PortalFeatures = {
  customer_update: { enabled: false, allowed_updates: [] },
  invoice_history: { enabled: false },
  payment_method_update: { enabled: false },
  subscription_cancel: {
    cancellation_reason: { enabled: false, options: [] },
    enabled: false,
    mode: "at_period_end",
    proration_behavior: "none",
  },
  subscription_update: {
    billing_cycle_anchor: null,
    default_allowed_updates: [],
    enabled: false,
    products: [],
    proration_behavior: "none",
    schedule_at_period_end: [],
    trial_update_behavior: "end_trial",
  },
};

type UpdateFeature = NonNullable<FeatureParams["subscription_update"]>;

function productsOf(
  sandbox: Sandbox,
  wanted: UpdateFeature["products"],
): PortalFeatures["subscription_update"]["products"] {
  const products = wanted ?? [];
  const param = "features[subscription_update][products]";
  if (products.length > maxProducts) throw invalid("You can specify at most 10 products.", { param });
  return products.map(({ product, prices, adjustable_quantity: seats }, index) => {
    sandbox.store.products.need(product, `${param}[${index}][product]`);
    for (const price of prices) {
      if (recurringPrice(sandbox.store, price, `${param}[${index}][prices]`).product !== product) {
        throw invalid(`The price ${price} does not belong to the product ${product}.`, { param });
      }
    }
    const limits = {
      enabled: seats?.enabled ?? false,
      maximum: seats?.maximum ?? null,
      minimum: seats?.minimum ?? 1,
    };
    return { product, prices, adjustable_quantity: limits };
  });
}

function mergeFeatures(sandbox: Sandbox, current: PortalFeatures, wish: FeatureParams = {}): PortalFeatures {
  const { customer_update: customer, subscription_cancel: cancel, subscription_update: update } = wish;
  const reason = { ...current.subscription_cancel.cancellation_reason, ...cancel?.cancellation_reason };
  const conditions = update?.schedule_at_period_end?.conditions?.map(({ type }) => type);
  const { products, schedule_at_period_end: _, default_allowed_updates: allowed, ...simple } = update ?? {};
  return {
    customer_update: {
      enabled: customer?.enabled ?? current.customer_update.enabled,
      allowed_updates: customer?.allowed_updates ?? current.customer_update.allowed_updates,
    },
    invoice_history: wish.invoice_history ?? current.invoice_history,
    payment_method_update: {
      enabled: wish.payment_method_update?.enabled ?? current.payment_method_update.enabled,
    },
    subscription_cancel: {
      ...current.subscription_cancel,
      ...cancel,
      cancellation_reason: { enabled: reason.enabled, options: reason.options ?? [] },
    },
    subscription_update: {
      ...current.subscription_update,
      ...simple,
      default_allowed_updates: allowed ?? current.subscription_update.default_allowed_updates,
      products: products === undefined ? current.subscription_update.products : productsOf(sandbox, products),
      schedule_at_period_end: conditions ?? current.subscription_update.schedule_at_period_end,
    },
  };
}

export const portalConfigurationRoutes: Route[] = [
  route(
    "POST /v1/billing_portal/configurations",
    z.strictObject({ ...configurationFields, features }),
    (sandbox, _ids, params) => {
      const { store, clock } = sandbox;
      const configuration: PortalConfiguration = store.portalConfigurations.add({
        id: newId("bpc"),
        object: "billing_portal.configuration",
        active: true,
        business_profile: {
          headline: null,
          privacy_policy_url: null,
          terms_of_service_url: null,
          ...params.business_profile,
        },
        created: clock.now(),
        default_return_url: params.default_return_url ?? null,
        features: mergeFeatures(sandbox, nothingAllowed, params.features),
        metadata: mergeMetadata({}, params.metadata),
        name: params.name ?? null,
        updated: clock.now(),
      });
      sandbox.emit("billing_portal.configuration.created", configuration);
      return render(sandbox, configuration);
    },
  ),
  route("GET /v1/billing_portal/configurations/:id", z.strictObject({}), (sandbox, { id = "" }) =>
    render(sandbox, sandbox.store.portalConfigurations.need(id)),
  ),
  route(
    "POST /v1/billing_portal/configurations/:id",
    z.strictObject({ ...configurationFields, active: flag.optional(), features: features.optional() }),
    (sandbox, { id = "" }, params) => {
      const configuration = sandbox.store.portalConfigurations.need(id);
      const before = render(sandbox, configuration);
      configuration.active = params.active ?? configuration.active;
      Object.assign(configuration.business_profile, params.business_profile);
      if (params.default_return_url !== undefined)
        configuration.default_return_url = params.default_return_url;
      if (params.name !== undefined) configuration.name = params.name;
      configuration.features = mergeFeatures(sandbox, configuration.features, params.features);
      configuration.metadata = mergeMetadata(configuration.metadata, params.metadata);
      configuration.updated = sandbox.clock.now();
      sandbox.emit("billing_portal.configuration.updated", configuration, before);
      return render(sandbox, configuration);
    },
  ),
  route(
    "GET /v1/billing_portal/configurations",
    z.strictObject({ ...paging, active: flag.optional(), is_default: flag.optional() }),
    (sandbox, _ids, { active, is_default, ...page }) =>
      listed(
        sandbox,
        sandbox.store.portalConfigurations,
        "/v1/billing_portal/configurations",
        page,
        (row) => fits(active, row.active) && is_default !== true,
      ),
  ),
];
