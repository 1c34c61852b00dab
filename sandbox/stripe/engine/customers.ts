import { newId } from "../ids.ts";
import type { Customer } from "../rows/parties.ts";
import type { Sandbox } from "../sandbox.ts";
import { cancelNow, hasEnded } from "./ending.ts";

export function newCustomer(sandbox: Sandbox, fields: Partial<Customer>): Customer {
  const customer = sandbox.store.customers.add({
    id: newId("cus", 14),
    object: "customer",
    address: null,
    balance: 0,
    created: sandbox.clock.now(),
    currency: null,
    default_payment_method: null,
    deleted: false,
    delinquent: false,
    description: null,
    email: null,
    invoice_prefix: newId("", 8).slice(1).toUpperCase(),
    metadata: {},
    name: null,
    next_invoice_sequence: 1,
    phone: null,
    preferred_locales: [],
    tax_exempt: "none",
    test_clock: null,
    ...fields,
  });
  sandbox.emit("customer.created", customer);
  return customer;
}

/** Ends the customer's subscriptions at once; only the id stays. */
export function deleteCustomer(sandbox: Sandbox, customer: Customer): void {
  for (const subscription of sandbox.store.subscriptions.where((row) => row.customer === customer.id)) {
    if (!hasEnded(subscription)) cancelNow(sandbox, subscription);
  }
  sandbox.emit("customer.deleted", customer);
  customer.deleted = true;
}
