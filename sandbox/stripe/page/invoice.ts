import { html } from "hono/html";
import { shownDate, shownMoney } from "../engine/lines.ts";
import type { Invoice } from "../rows/invoices.ts";
import type { Sandbox } from "../sandbox.ts";
import { type Html, layout } from "./layout.ts";

/** An invoice as its customer sees it. */
export function invoicePage({ store }: Sandbox, invoice: Invoice): Html {
  const customer = store.customers.get(invoice.customer);
  const used = invoice.amount_due - invoice.total;
  const row = (words: string, amount: number, kind = "") =>
    html`<p class="sum ${kind}"><span>${words}</span> <span>${shownMoney(amount, invoice.currency)}</span></p>`;
  return layout(
    "Invoice",
    html`<h1>Invoice ${invoice.number ?? "(draft)"}</h1>
    <p class="quiet">${shownDate(invoice.created)} · ${customer?.name ?? customer?.email ?? invoice.customer} · ${invoice.status}</p>
    <section class="card" aria-label="Lines">
      ${invoice.lines.map((line) => row(line.description, line.amount))}
      ${row("Total", invoice.total, "total")}
      ${used === 0 ? "" : row(used < 0 ? "Paid from credit" : "Kept as credit", used)}
      ${row("Amount due", invoice.amount_remaining, "total")}
    </section>`,
  );
}
