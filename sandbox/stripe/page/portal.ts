import { html } from "hono/html";
import { cardFor } from "../engine/cards.ts";
import { hasEnded } from "../engine/ending.ts";
import { shownDate, shownMoney } from "../engine/lines.ts";
import type { Change } from "../engine/plan-change.ts";
import { waitsForPeriodEnd } from "../engine/portal.ts";
import { previewChange } from "../engine/preview.ts";
import type { PortalConfiguration, PortalSession } from "../rows/hosted.ts";
import type { Subscription } from "../rows/subscriptions.ts";
import type { Sandbox } from "../sandbox.ts";
import { alarm, done, type Html, layout } from "./layout.ts";
import { cardFields, rhythm } from "./pay.ts";

export type Said = { problem: string | null; done: string | null };
type Part = { sandbox: Sandbox; session: PortalSession; configuration: PortalConfiguration };

/** A form that does one thing; the server tells them apart by `do`. */
function form(act: string, subscription: string, content: Html): Html {
  return html`<form method="post">
    <input type="hidden" name="do" value="${act}"><input type="hidden" name="subscription" value="${subscription}">
    ${content}
  </form>`;
}

function priceName(sandbox: Sandbox, id: string): string {
  const price = sandbox.store.prices.need(id);
  const name = sandbox.store.products.get(price.product)?.name ?? price.product;
  return `${name}, ${shownMoney(price.unit_amount, price.currency)} ${rhythm(price.recurring)}`;
}

function state({ sandbox }: Part, row: Subscription): Html {
  const end = shownDate(row.current_period_end);
  if (row.cancel_at !== null) return html`<p class="bad">Ends on ${shownDate(row.cancel_at)}.</p>`;
  if (row.status === "trialing") return html`<p>Free trial until ${end}.</p>`;
  if (row.status === "past_due" || row.status === "unpaid")
    return html`<p class="bad">The last payment failed. Save a card below to pay it.</p>`;
  const next = sandbox.store.schedules.get(row.schedule ?? "")?.phases.at(-1);
  if (next && next.start_date > sandbox.clock.now()) {
    return html`<p>Changes to ${priceName(sandbox, next.items[0]?.price ?? "")} on ${shownDate(next.start_date)}.</p>
      ${form("stay", row.id, html`<button>Keep the present plan</button>`)}`;
  }
  return html`<p>Renews on ${end}.</p>`;
}

function planChoice(part: Part, row: Subscription): Html {
  const { subscription_update: update } = part.configuration.features;
  const [item] = row.items;
  if (!update.enabled || !item) return html``;
  const offered = update.products.flatMap(({ prices }) => prices);
  const prices = offered.includes(item.price) ? offered : [item.price, ...offered];
  const seats = update.default_allowed_updates.includes("quantity");
  return form(
    "switch",
    row.id,
    html`<label for="price-${row.id}">Plan</label>
    <select id="price-${row.id}" name="price">
      ${prices.map((id) => html`<option value="${id}" ${id === item.price ? html`selected` : ""}>${priceName(part.sandbox, id)}</option>`)}
    </select>
    ${
      seats
        ? html`<label for="seats-${row.id}">Seats</label><input id="seats-${row.id}" name="quantity" type="number" min="1" value="${item.quantity}">`
        : html`<input type="hidden" name="quantity" value="${item.quantity}">`
    }
    <p><button>Change plan</button></p>`,
  );
}

function subscriptionCard(part: Part, row: Subscription): Html {
  const [item] = row.items;
  const { subscription_cancel: cancel } = part.configuration.features;
  return html`<section class="card" aria-label="Subscription">
    <h2>${priceName(part.sandbox, item?.price ?? "")}</h2>
    ${item && item.quantity > 1 ? html`<p class="quiet">${item.quantity} seats</p>` : ""}
    ${state(part, row)}
    ${row.cancel_at === null ? planChoice(part, row) : form("keep", row.id, html`<button>Keep the subscription</button>`)}
    ${
      cancel.enabled && row.cancel_at === null
        ? html`<details><summary>Cancel the subscription</summary>
            <p>${cancel.mode === "immediately" ? "It ends at once." : `It stays until ${shownDate(row.current_period_end)}.`}</p>
            ${form("cancel", row.id, html`<button class="danger">Cancel the subscription</button>`)}
          </details>`
        : ""
    }
  </section>`;
}

function cardSection({ sandbox, session, configuration }: Part, problem: string | null): Html {
  if (!configuration.features.payment_method_update.enabled) return html``;
  const [live] = sandbox.store.subscriptions.where(
    (row) => row.customer === session.customer && !hasEnded(row),
  );
  const owner = { customer: session.customer, default_payment_method: null, subscription: live?.id ?? null };
  const card = cardFor(sandbox.store, owner);
  return html`<section class="card" aria-label="Card">
    <h2>Card</h2>
    <p>${card ? `${card.brand} ending in ${card.last4}` : "No card is saved."}</p>
    <details ${problem ? html`open` : ""}><summary>Save a new card</summary>
      ${form("card", live?.id ?? "", html`${cardFields(problem)}<button class="primary">Save card</button>`)}
    </details>
  </section>`;
}

function invoices({ sandbox, session, configuration }: Part): Html {
  if (!configuration.features.invoice_history.enabled) return html``;
  const rows = sandbox.store.invoices
    .where((row) => row.customer === session.customer && row.status !== "draft")
    .reverse();
  return html`<section aria-labelledby="invoices"><h2 id="invoices">Invoices</h2>
    ${
      rows.length === 0
        ? html`<p class="empty">None yet.</p>`
        : html`<div class="scroll" tabindex="0" role="region" aria-label="List of invoices"><table>
            <thead><tr><th>Date</th><th>Number</th><th>Amount</th><th>State</th></tr></thead>
            <tbody>${rows.map(
              (
                row,
              ) => html`<tr><td>${shownDate(row.created)}</td><td><a href="/invoice/${row.id}">${row.number}</a></td>
              <td>${shownMoney(row.total, row.currency)}</td><td>${row.status}</td></tr>`,
            )}</tbody>
          </table></div>`
    }
  </section>`;
}

/** The whole portal: plan, card, invoices. */
export function portalPage(part: Part, said: Said, returnUrl: string | null): Html {
  const { sandbox, session } = part;
  const rows = sandbox.store.subscriptions.where(
    (row) => row.customer === session.customer && !hasEnded(row),
  );
  return layout(
    "Billing portal",
    html`${alarm(said.problem)}${done(said.done)}
    <h1>Manage your plan</h1>
    ${returnUrl ? html`<p><a href="${returnUrl}">Return to Moltdesk</a></p>` : ""}
    ${rows.length === 0 ? html`<p class="card empty">There is no subscription. Choose a plan in Moltdesk.</p>` : rows.map((row) => subscriptionCard(part, row))}
    ${cardSection(part, said.problem)}
    ${invoices(part)}`,
  );
}

/** One question and one button: the flow that the program asked for. */
export function flowPage(part: Part, problem: string | null, returnUrl: string | null): Html {
  const { sandbox, session, configuration } = part;
  const { flow } = session;
  const back = returnUrl ? html`<p><a href="${returnUrl}">Go back</a></p>` : html``;
  if (flow?.type === "payment_method_update") {
    return layout(
      "Card",
      html`${alarm(problem)}<h1>Save a new card</h1>
      <section class="card" aria-label="Card">${form("card", "", html`${cardFields(problem)}<button class="primary">Save card</button>`)}</section>${back}`,
    );
  }
  const row = flow && sandbox.store.subscriptions.get(flow.subscription);
  if (!flow || !row || hasEnded(row))
    return layout("Ended", html`<h1>The subscription has ended</h1>${back}`);
  if (flow.type === "subscription_cancel") {
    const immediately = configuration.features.subscription_cancel.mode === "immediately";
    return layout(
      "Cancel",
      html`${alarm(problem)}<h1>Cancel the subscription?</h1>
      <section class="card" aria-label="Cancel"><p>${immediately ? "It ends at once." : `It stays until ${shownDate(row.current_period_end)}.`}</p>
      ${form("cancel", row.id, html`<button class="primary">Cancel the subscription</button>`)}</section>${back}`,
    );
  }
  if (flow.type === "subscription_update") {
    return layout(
      "Change plan",
      html`${alarm(problem)}<h1>Change the plan</h1><section class="card" aria-label="Plan">${planChoice(part, row)}</section>${back}`,
    );
  }
  return confirmPage(part, row, problem, back);
}

function confirmPage(
  { sandbox, session, configuration }: Part,
  row: Subscription,
  problem: string | null,
  back: Html,
): Html {
  const [wish] = session.flow?.type === "subscription_update_confirm" ? session.flow.items : [];
  const [item] = row.items;
  const price = wish?.price ?? item?.price ?? "";
  const quantity = wish?.quantity ?? item?.quantity ?? 1;
  const due = waitsForPeriodEnd(sandbox, configuration, row, { price, quantity })
    ? html`<p class="sum total"><span>From ${shownDate(row.current_period_end)}, due now</span> <span>${shownMoney(0, row.currency)}</span></p>`
    : dueNow(sandbox, row, {
        items: [{ id: item?.id, price, quantity }],
        proration: configuration.features.subscription_update.proration_behavior,
      });
  return layout(
    "Confirm",
    html`${alarm(problem)}<h1>Confirm the change</h1>
    <section class="card" aria-label="Change">
      <p>${priceName(sandbox, item?.price ?? "")} → <strong>${priceName(sandbox, price)}</strong>${quantity > 1 ? ` × ${quantity}` : ""}</p>
      ${due}
${form("switch", row.id, html`<input type="hidden" name="price" value="${price}"><input type="hidden" name="quantity" value="${quantity}"><button class="primary">Confirm</button>`)}
    </section>${back}`,
  );
}

function dueNow(sandbox: Sandbox, row: Subscription, change: Change): Html {
  const preview = previewChange(sandbox, row, change);
  const sum = (words: string, amount: number, kind = "") =>
    html`<p class="sum ${kind}"><span>${words}</span> <span>${shownMoney(amount, row.currency)}</span></p>`;
  return html`${preview.lines.map((line) => sum(line.description, line.amount))}
    ${sum("Amount due", preview.amount_due, "total")}`;
}
