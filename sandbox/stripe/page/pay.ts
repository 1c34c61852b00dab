import { html } from "hono/html";
import { testCards } from "../engine/cards.ts";
import { needsCard } from "../engine/checkout.ts";
import { shownDate, shownMoney } from "../engine/lines.ts";
import type { CheckoutSession } from "../rows/hosted.ts";
import type { Sandbox } from "../sandbox.ts";
import { sessionAmount } from "../views/hosted.ts";
import { alarm, type Html, layout } from "./layout.ts";

const intervalWords = { day: "day", week: "week", month: "month", year: "year" };

/** `a month`, `3 months` */
export function rhythm(
  recurring: { interval: keyof typeof intervalWords; interval_count: number } | null,
): string {
  if (!recurring) return "once";
  const { interval, interval_count: count } = recurring;
  return count === 1 ? `a ${intervalWords[interval]}` : `every ${count} ${intervalWords[interval]}s`;
}

function lines(sandbox: Sandbox, session: CheckoutSession): Html[] {
  const { store } = sandbox;
  return session.line_items.map(({ price: id, quantity }) => {
    const price = store.prices.need(id);
    const name = store.products.get(price.product)?.name ?? price.product;
    const amount = shownMoney(price.unit_amount * quantity, price.currency);
    return html`<h1>Subscribe to ${name}</h1>
      <p class="price">${amount} <small>${rhythm(price.recurring)}</small></p>
      ${quantity > 1 ? html`<p class="quiet">${quantity} × ${shownMoney(price.unit_amount, price.currency)}</p>` : ""}`;
  });
}

function trialEnd(sandbox: Sandbox, session: CheckoutSession): number | null {
  const { trial_end, trial_period_days } = session.subscription_data;
  return trial_end ?? (trial_period_days ? sandbox.clock.now() + trial_period_days * 86_400 : null);
}

/** The card's fields, shared by the pay page and the portal. */
export function cardFields(problem: string | null): Html {
  return html`<label for="card">Card number</label>
    <input id="card" name="card" inputmode="numeric" autocomplete="off" required placeholder="4242 4242 4242 4242"
      aria-describedby="cards" ${problem ? html`aria-invalid="true"` : ""}>
    <div class="pair">
      <div><label for="expiry">Expiry</label><input id="expiry" name="expiry" autocomplete="off" placeholder="12 / 40"></div>
      <div><label for="cvc">Security code</label><input id="cvc" name="cvc" inputmode="numeric" autocomplete="off" placeholder="123"></div>
    </div>
    <details id="cards"><summary>Test cards</summary>
      <ul class="plain quiet">${testCards.map(({ number, does }) => html`<li><code>${number}</code> ${does}</li>`)}</ul>
    </details>`;
}

/** The page of a Checkout session that is open. */
export function payPage(sandbox: Sandbox, session: CheckoutSession, problem: string | null): Html {
  const trial = trialEnd(sandbox, session);
  const due = sessionAmount(sandbox.store, session);
  const email = sandbox.store.customers.get(session.customer ?? "")?.email ?? session.customer_email;
  const label = trial === null ? `Pay ${shownMoney(due, session.currency)}` : "Start trial";
  return layout(
    "Pay",
    html`${alarm(problem)}
    ${lines(sandbox, session)}
    ${
      trial === null
        ? ""
        : html`<p>Free until ${shownDate(trial)}. ${
            needsCard(sandbox, session)
              ? "Then the card is charged, unless you cancel before."
              : "No card is needed now."
          }</p>`
    }
    <section class="card" aria-label="Payment">
      <p class="sum total"><span>Due today</span> <span>${shownMoney(due, session.currency)}</span></p>
      <form method="post">
        <label for="email">Email</label>
        <input id="email" name="email" type="email" autocomplete="email" value="${email ?? ""}" ${session.customer ? html`readonly` : html`required`}>
        ${needsCard(sandbox, session) ? cardFields(problem) : ""}
        <button class="primary">${label}</button>
      </form>
      ${session.allow_promotion_codes ? html`<p class="quiet">Real Stripe offers a field for promotion codes here; the stand-in knows none.</p>` : ""}
    </section>
    ${session.cancel_url ? html`<p><a href="${session.cancel_url}">Back without paying</a></p>` : ""}`,
  );
}

/** What is shown once there is nothing left to pay. */
export function closedPage(session: CheckoutSession, backUrl: string): Html {
  const isPaid = session.status === "complete";
  return layout(
    isPaid ? "Paid" : "Expired",
    html`<h1>${isPaid ? "This is paid already" : "This page has expired"}</h1>
    <p>${isPaid ? "Nothing more is due here." : "Go back and choose a plan again: a page like this can be used for 24 hours."}</p>
    <p><a href="${isPaid ? backUrl : (session.cancel_url ?? backUrl)}">Go back</a></p>`,
  );
}
