import { StripeError } from "../errors.ts";
import { newId } from "../ids.ts";
import type { Decline, Invoice } from "../rows/invoices.ts";
import type { CardKind, PaymentMethod } from "../rows/parties.ts";
import type { Sandbox } from "../sandbox.ts";
import type { Store } from "../store.ts";

export type Card = { kind: CardKind; brand: string; last4: string; exp_month: number; exp_year: number };

const numbers: Record<string, [CardKind, string]> = {
  "4242424242424242": ["good", "visa"],
  "5555555555554444": ["good", "mastercard"],
  "378282246310005": ["good", "amex"],
  "4000000000000002": ["declined", "visa"],
  "4000000000009995": ["insufficient_funds", "visa"],
  "4000000000000069": ["expired", "visa"],
  "4000000000000127": ["wrong_cvc", "visa"],
  "4000000000000341": ["fails_later", "visa"],
};

/** The names that stand for a card, with and without `pm_card_` and `tok_` before them. */
const tokens: Record<string, string> = {
  visa: "4242424242424242",
  mastercard: "5555555555554444",
  amex: "378282246310005",
  chargeDeclined: "4000000000000002",
  visa_chargeDeclined: "4000000000000002",
  chargeDeclinedInsufficientFunds: "4000000000009995",
  visa_chargeDeclinedInsufficientFunds: "4000000000009995",
  chargeDeclinedExpiredCard: "4000000000000069",
  chargeDeclinedIncorrectCvc: "4000000000000127",
  chargeCustomerFail: "4000000000000341",
};

/** The cards that the hosted pages name, with what they do. */
export const testCards = [
  { number: "4242 4242 4242 4242", does: "pays" },
  { number: "4000 0000 0000 0002", does: "is declined" },
  { number: "4000 0000 0000 9995", does: "has insufficient funds" },
  { number: "4000 0000 0000 0341", does: "can be saved, then fails when it is charged" },
];

const declines: Record<Exclude<CardKind, "good">, Decline> = {
  declined: { code: "card_declined", decline_code: "generic_decline", message: "Your card was declined." },
  fails_later: { code: "card_declined", decline_code: "generic_decline", message: "Your card was declined." },
  insufficient_funds: {
    code: "card_declined",
    decline_code: "insufficient_funds",
    message: "Your card has insufficient funds.",
  },
  expired: { code: "expired_card", decline_code: "expired_card", message: "Your card has expired." },
  wrong_cvc: {
    code: "incorrect_cvc",
    decline_code: "incorrect_cvc",
    message: "Your card's security code is incorrect.",
  },
};

/** A test card by its number; null for any other number. */
export function cardByNumber(number: string): Card | null {
  const digits = number.replace(/[\s-]/g, "");
  const known = numbers[digits];
  if (!known) return null;
  return { kind: known[0], brand: known[1], last4: digits.slice(-4), exp_month: 12, exp_year: 2040 };
}

/** A test card by a name as `pm_card_visa` or `tok_chargeCustomerFail`; null for any other name. */
export function cardByToken(token: string): Card | null {
  const number = tokens[token.replace(/^(pm_card_|tok_)/, "")];
  return number && /^(pm_card_|tok_)/.test(token) ? cardByNumber(number) : null;
}

export function newPaymentMethod(
  sandbox: Sandbox,
  card: Card,
  fields: Partial<PaymentMethod> = {},
): PaymentMethod {
  return sandbox.store.paymentMethods.add({
    id: newId("pm"),
    object: "payment_method",
    billing_details: { email: null, name: null },
    created: sandbox.clock.now(),
    customer: null,
    metadata: {},
    ...card,
    ...fields,
  });
}

/** Why a card cannot even be saved. */
export function savingDeclined({ kind }: { kind: CardKind }): Decline | null {
  return kind === "good" || kind === "fails_later" ? null : declines[kind];
}

/** Whether a charge of this card goes through; counts down the charges that are told to fail. */
export function chargeDeclined({ settings }: Sandbox, method: PaymentMethod): Decline | null {
  for (const whose of [method.customer ?? "", ""]) {
    const left = settings.failingCharges.get(whose) ?? 0;
    if (left <= 0) continue;
    settings.failingCharges.set(whose, left - 1);
    return declines.declined;
  }
  return method.kind === "good" ? null : declines[method.kind];
}

export function cardError(
  { code, decline_code, message }: Decline,
  extra: { payment_intent?: unknown } = {},
) {
  return new StripeError(402, "card_error", message, { code, decline_code, ...extra });
}

/** The card that pays: the invoice's own, else the subscription's, else the customer's. */
export function cardFor(
  store: Store,
  owner: Pick<Invoice, "customer" | "default_payment_method" | "subscription">,
): PaymentMethod | null {
  const ids = [
    owner.default_payment_method,
    store.subscriptions.get(owner.subscription ?? "")?.default_payment_method,
    store.customers.get(owner.customer)?.default_payment_method,
  ];
  for (const id of ids) {
    const method = id ? store.paymentMethods.get(id) : undefined;
    if (method?.customer === owner.customer) return method;
  }
  return null;
}

export function hasCard(store: Store, owner: Parameters<typeof cardFor>[1]): boolean {
  return cardFor(store, owner) !== null;
}

/** Gives the card to the customer. @throws StripeError (402) when it cannot be saved */
export function attachCard(sandbox: Sandbox, method: PaymentMethod, customer: string): void {
  const declined = savingDeclined(method);
  if (declined) throw cardError(declined);
  method.customer = customer;
  sandbox.emit("payment_method.attached", method);
}
