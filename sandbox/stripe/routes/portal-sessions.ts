import { z } from "zod";
import { hasEnded } from "../engine/ending.ts";
import { recurringPrice } from "../engine/subscribe.ts";
import { invalid } from "../errors.ts";
import { newId } from "../ids.ts";
import { ignored, int, text } from "../params.ts";
import type { AfterFlow, PortalConfiguration, PortalFlow } from "../rows/hosted.ts";
import type { Sandbox } from "../sandbox.ts";
import { liveCustomer } from "../store.ts";
import { render } from "../views/index.ts";
import { type Route, route } from "./route.ts";

const named = z.strictObject({ subscription: text, retention: ignored });
const flowData = z.strictObject({
  type: z.enum([
    "payment_method_update",
    "subscription_cancel",
    "subscription_update",
    "subscription_update_confirm",
  ]),
  after_completion: z
    .strictObject({
      type: z.enum(["hosted_confirmation", "portal_homepage", "redirect"]),
      redirect: z.strictObject({ return_url: text }).optional(),
      hosted_confirmation: ignored,
    })
    .optional(),
  subscription_cancel: named.optional(),
  subscription_update: named.optional(),
  subscription_update_confirm: z
    .strictObject({
      subscription: text,
      items: z
        .array(z.strictObject({ id: text, price: text.optional(), quantity: int.optional() }))
        .length(1),
    })
    .optional(),
});

function checkedSubscription(
  sandbox: Sandbox,
  customer: string,
  id: string | undefined,
  type: string,
): string {
  const param = `flow_data[${type}][subscription]`;
  if (!id) throw invalid(`Missing required param: ${param}.`, { code: "parameter_missing", param });
  const subscription = sandbox.store.subscriptions.need(id, param);
  if (subscription.customer !== customer)
    throw invalid("The subscription does not belong to this customer.", { param });
  if (hasEnded(subscription)) throw invalid("The subscription is canceled and cannot be changed.", { param });
  return id;
}

function flowOf(
  sandbox: Sandbox,
  customer: string,
  configuration: PortalConfiguration,
  flow: z.output<typeof flowData>,
): PortalFlow {
  const after: AfterFlow = {
    type: flow.after_completion?.type ?? "portal_homepage",
    return_url: flow.after_completion?.redirect?.return_url ?? null,
  };
  const { type } = flow;
  if (type === "payment_method_update") return { type, after };
  const subscription = checkedSubscription(sandbox, customer, flow[type]?.subscription, type);
  const { subscription_cancel: cancel, subscription_update: update } = configuration.features;
  if (type === "subscription_cancel" ? !cancel.enabled : !update.enabled) {
    const feature = type === "subscription_cancel" ? "subscription_cancel" : "subscription_update";
    throw invalid(`This configuration does not enable the feature \`${feature}\`.`, { param: "flow_data" });
  }
  if (type !== "subscription_update_confirm") return { type, subscription, after };
  const items = (flow.subscription_update_confirm?.items ?? []).map(({ id, price, quantity }) => {
    if (price)
      recurringPrice(sandbox.store, price, "flow_data[subscription_update_confirm][items][0][price]");
    return { id, price: price ?? null, quantity: quantity ?? null };
  });
  const [before] = sandbox.store.subscriptions.need(subscription).items;
  const [item] = items;
  if (item?.id !== before?.id)
    throw invalid(`No such subscription item: '${item?.id}'`, { code: "resource_missing" });
  if (
    (item?.price ?? before?.price) === before?.price &&
    (item?.quantity ?? before?.quantity) === before?.quantity
  ) {
    throw invalid(
      "The subscription update would change nothing: the item already has this price and quantity.",
    );
  }
  return { type, subscription, items, after };
}

const noConfiguration =
  "No configuration provided and your test mode default configuration has not been created. Provide a configuration or create your default by saving your customer portal settings in test mode at https://dashboard.stripe.com/test/settings/billing/portal.";

export const portalSessionRoutes: Route[] = [
  route(
    "POST /v1/billing_portal/sessions",
    z.strictObject({
      configuration: text.optional(),
      customer: text,
      flow_data: flowData.optional(),
      locale: text.optional(),
      return_url: text.optional(),
    }),
    (sandbox, _ids, params) => {
      const { store, clock } = sandbox;
      const customer = liveCustomer(store, params.customer);
      if (!params.configuration) throw invalid(noConfiguration);
      const configuration = store.portalConfigurations.need(params.configuration, "configuration");
      if (!configuration.active) throw invalid("This configuration is inactive.", { param: "configuration" });
      const session = store.portalSessions.add({
        id: newId("bps"),
        object: "billing_portal.session",
        configuration: configuration.id,
        created: clock.now(),
        customer: customer.id,
        flow: params.flow_data ? flowOf(sandbox, customer.id, configuration, params.flow_data) : null,
        locale: params.locale ?? null,
        return_url: params.return_url ?? configuration.default_return_url,
      });
      sandbox.emit("billing_portal.session.created", session);
      return render(sandbox, session);
    },
  ),
];
