import { missing } from "./errors.ts";
import type { Price, Product } from "./rows/catalog.ts";
import type { CheckoutSession, PortalConfiguration, PortalSession } from "./rows/hosted.ts";
import type { Charge, Invoice, InvoiceItem, PaymentIntent, Refund } from "./rows/invoices.ts";
import type { Customer, PaymentMethod, StripeEvent, TestClock, WebhookEndpoint } from "./rows/parties.ts";
import type { Subscription, SubscriptionSchedule } from "./rows/subscriptions.ts";

/** Rows by id, in the order in which they were made. */
class Table<T extends { id: string }> {
  readonly noun: string;
  readonly #rows = new Map<string, T>();
  constructor(noun: string) {
    this.noun = noun;
  }
  add(row: T): T {
    this.#rows.set(row.id, row);
    return row;
  }
  get(id: string): T | undefined {
    return this.#rows.get(id);
  }
  /** @param param where the request named the row; @throws StripeError `resource_missing` */
  need(id: string, param = "id", status = param === "id" ? 404 : 400): T {
    const row = this.#rows.get(id);
    if (!row) throw missing(this.noun, id, param, status);
    return row;
  }
  delete(id: string): void {
    this.#rows.delete(id);
  }
  all(): T[] {
    return [...this.#rows.values()];
  }
  where(matches: (row: T) => boolean): T[] {
    return this.all().filter(matches);
  }
  replaceAll(rows: T[]): void {
    this.#rows.clear();
    for (const row of rows) this.add(row);
  }
}

const tables = () => ({
  customers: new Table<Customer>("customer"),
  products: new Table<Product>("product"),
  prices: new Table<Price>("price"),
  paymentMethods: new Table<PaymentMethod>("PaymentMethod"),
  subscriptions: new Table<Subscription>("subscription"),
  schedules: new Table<SubscriptionSchedule>("subscription_schedule"),
  invoices: new Table<Invoice>("invoice"),
  invoiceItems: new Table<InvoiceItem>("invoiceitem"),
  paymentIntents: new Table<PaymentIntent>("payment_intent"),
  charges: new Table<Charge>("charge"),
  refunds: new Table<Refund>("refund"),
  checkoutSessions: new Table<CheckoutSession>("checkout.session"),
  portalConfigurations: new Table<PortalConfiguration>("configuration"),
  portalSessions: new Table<PortalSession>("portal session"),
  testClocks: new Table<TestClock>("test_clock"),
  webhookEndpoints: new Table<WebhookEndpoint>("webhook endpoint"),
  events: new Table<StripeEvent>("event"),
});

type Tables = ReturnType<typeof tables>;
export type Row = ReturnType<Tables[keyof Tables]["all"]>[number];
export type Snapshot = { [Name in keyof Tables]: ReturnType<Tables[Name]["all"]> };

export type Store = Tables & {
  /** Any row by its id alone, as `expand` needs it. */
  find(id: string): Row | undefined;
  snapshot(): Snapshot;
  restore(snapshot: Record<string, unknown>): void;
};

export function createStore(): Store {
  const all = tables();
  return {
    ...all,
    find(id) {
      for (const table of Object.values(all)) {
        const row = table.get(id);
        if (row) return row;
      }
      return undefined;
    },
    snapshot: () => JSON.parse(JSON.stringify(mapTables(all))),
    restore(snapshot) {
      for (const [name, table] of Object.entries(all)) {
        const rows = snapshot[name];
        // The file was written by `snapshot` of this very version: its rows are taken at their word.
        table.replaceAll(Array.isArray(rows) ? rows : []);
      }
    },
  };
}

function mapTables(all: Tables): Record<string, Row[]> {
  return Object.fromEntries(Object.entries(all).map(([name, table]) => [name, table.all()]));
}

/** A customer that is there and not deleted. @throws StripeError `resource_missing` */
export function liveCustomer(store: Store, id: string, param = "customer"): Customer {
  const customer = store.customers.get(id);
  if (!customer || customer.deleted) throw missing("customer", id, param, param === "id" ? 404 : 400);
  return customer;
}
