import type { Sandbox } from "../sandbox.ts";
import type { Row } from "../store.ts";
import { priceView, productView } from "./catalog.ts";
import { checkoutSessionView, portalConfigurationView, portalSessionView } from "./hosted.ts";
import { invoiceItemView, invoiceView } from "./invoices.ts";
import { customerView, eventView, paymentMethodView, testClockView, webhookEndpointView } from "./parties.ts";
import { chargeView, paymentIntentView, refundView } from "./payments.ts";
import { scheduleView, subscriptionView } from "./subscriptions.ts";

type Json = Record<string, unknown>;

/** The row as the API shows it now; a copy, so that later changes do not reach into events of before. */
export function render({ store, url }: Pick<Sandbox, "store" | "url">, row: Row): Json {
  return structuredClone(viewOf(store, url(), row));
}

function viewOf(store: Sandbox["store"], url: string, row: Row): Json {
  switch (row.object) {
    case "customer":
      return customerView(row);
    case "product":
      return productView(row);
    case "price":
      return priceView(row);
    case "payment_method":
      return paymentMethodView(row);
    case "subscription":
      return subscriptionView(store, row);
    case "subscription_schedule":
      return scheduleView(store, row);
    case "invoice":
      return invoiceView(store, row, url);
    case "invoiceitem":
      return invoiceItemView(store, row);
    case "payment_intent":
      return paymentIntentView(store, row);
    case "charge":
      return chargeView(store, row);
    case "refund":
      return refundView(store, row);
    case "checkout.session":
      return checkoutSessionView(store, row, url);
    case "billing_portal.configuration":
      return portalConfigurationView(row);
    case "billing_portal.session":
      return portalSessionView(row, url);
    case "test_helpers.test_clock":
      return testClockView(row);
    case "webhook_endpoint":
      return webhookEndpointView(row);
    case "event":
      return eventView(row);
  }
}
