import { type Context, Hono } from "hono";
import { html } from "hono/html";
import { z } from "zod";
import type { Control } from "../control.ts";
import { actions } from "../control-actions.ts";
import { refuseOtherSites } from "../control-api.ts";
import { shownMoney } from "../engine/lines.ts";
import { StripeError } from "../errors.ts";
import type { Sandbox } from "../sandbox.ts";
import { alarm, done, type Html, layout, moment } from "./layout.ts";

const shownRows = 60;

/** A form that runs one action; `fields` go with it as they are, `content` as people fill it in. */
function form(
  action: string,
  label: string,
  fields: Record<string, unknown> = {},
  content: Html = html``,
): Html {
  return html`<form class="row" method="post" action="/_stripe/do/${action}">
    <input type="hidden" name="fields" value="${JSON.stringify(fields)}">${content}<button>${label}</button>
  </form>`;
}

function table(label: string, heads: string[], rows: Html[]): Html {
  if (rows.length === 0) return html`<p class="empty">None yet.</p>`;
  return html`<div class="scroll" tabindex="0" role="region" aria-label="${label}"><table>
    <thead><tr>${heads.map((head) => html`<th>${head}</th>`)}</tr></thead><tbody>${rows}</tbody>
  </table></div>`;
}

function time(sandbox: Sandbox): Html {
  return html`<section class="card" aria-labelledby="time"><h2 id="time">Time</h2>
    <p>It is ${moment(sandbox.clock.now())} (UTC)${sandbox.clock.ahead() > 60 ? ", ahead of the wall clock" : ""}.</p>
    <div class="row">
      ${form("advance", "+ 1 hour", { hours: 1 })} ${form("advance", "+ 1 day", { days: 1 })}
      ${form("advance", "+ 1 week", { days: 7 })} ${form("advance", "+ 31 days", { days: 31 })}
    </div></section>`;
}

function money({ settings }: Sandbox): Html {
  const ends = ["cancel", "unpaid", "past_due"];
  const failing = [...settings.failingCharges.values()].reduce((sum, times) => sum + times, 0);
  return html`<section class="card" aria-labelledby="money"><h2 id="money">Charges</h2>
    <p>${failing > 0 ? `The next ${failing} will be declined.` : "Cards do what their numbers say."}</p>
    ${form("fail-next-charges", "Decline the next charge")}
    ${form(
      "retries-end-with",
      "Set",
      {},
      html`<label>When all retries failed <select name="end">${ends.map(
        (end) => html`<option ${end === settings.retriesEndWith ? html`selected` : ""}>${end}</option>`,
      )}</select></label>`,
    )}</section>`;
}

function delivery({ webhooks }: Sandbox): Html {
  const { held, reverse, duplicate, shuffle } = webhooks.switches;
  return html`<section class="card" aria-labelledby="delivery"><h2 id="delivery">Webhooks</h2>
    <div class="row">
      ${held ? form("release", "Release what is held") : form("hold", "Hold back")}
      ${form("duplicate", duplicate ? "Send once" : "Send twice", { on: !duplicate })}
      ${form("reverse", reverse ? "Keep the order" : "Reverse", { on: !reverse })}
      ${shuffle === null ? form("shuffle", "Shuffle", { seed: 7 }) : form("shuffle", "Stop shuffling", { seed: null })}
      ${form("drop", "Lose the next", { what: 1 })}
    </div></section>`;
}

function subscriptions({ store }: Sandbox): Html {
  const rows = store.subscriptions.all().slice(-shownRows).reverse();
  return table(
    "Subscriptions",
    ["Subscription", "Customer", "Plan", "State", "Period ends", "Ends"],
    rows.map((row) => {
      const [item] = row.items;
      const price = store.prices.get(item?.price ?? "");
      const name = store.products.get(price?.product ?? "")?.name ?? "?";
      const customer = store.customers.get(row.customer);
      return html`<tr><td><code>${row.id}</code></td><td>${customer?.name ?? customer?.email ?? row.customer}</td>
        <td>${item?.quantity} × ${name} (${shownMoney(price?.unit_amount ?? 0, row.currency)})</td>
        <td>${row.status}</td><td>${moment(row.current_period_end)}</td><td>${row.cancel_at ? moment(row.cancel_at) : "–"}</td></tr>`;
    }),
  );
}

function sessions({ store }: Sandbox): Html {
  const rows = store.checkoutSessions.all().slice(-shownRows).reverse();
  return table(
    "Checkout sessions",
    ["Made", "Session", "State", "Payment"],
    rows.map(
      (
        row,
      ) => html`<tr><td>${moment(row.created)}</td><td><a href="/pay/${row.id}"><code>${row.id.slice(0, 24)}…</code></a></td>
      <td>${row.status}</td><td>${row.payment_status}</td></tr>`,
    ),
  );
}

function events(sandbox: Sandbox): Html {
  const rows = sandbox.store.events.all().slice(-shownRows).reverse();
  const deliveries = sandbox.webhooks.deliveries();
  return table(
    "Events",
    ["Time", "Event", "Deliveries", "Payload", "Again"],
    rows.map((event) => {
      const tries = deliveries.filter((row) => row.event === event.id);
      const outcome = (row: (typeof tries)[number]) =>
        `${row.state}${row.attempts.map(({ status, error }) => ` ${status ?? error}`).join(",")}`;
      const failed = tries.some(({ state }) => state !== "delivered");
      return html`<tr><td>${moment(event.created)}</td><td>${event.type}</td>
        <td class="${failed ? "bad" : "good"}">${tries.map(outcome).join("; ") || "nobody listens"}</td>
        <td><details><summary>Show</summary><pre>${JSON.stringify(event, null, 2)}</pre></details></td>
        <td>${form("resend", "Resend", { event: event.id })}</td></tr>`;
    }),
  );
}

function requests(sandbox: Sandbox): Html {
  const rows = sandbox.requests.list().slice(-shownRows).reverse();
  return table(
    "Requests",
    ["Time", "Request", "Status", "Note"],
    rows.map(
      (
        row,
      ) => html`<tr id="${row.requestId}"><td>${moment(row.at)}</td><td><code>${row.method} ${row.path}</code></td>
      <td class="${row.status === null || row.status >= 400 ? "bad" : "good"}">${row.status ?? "none"}</td><td>${row.note ?? ""}</td></tr>`,
    ),
  );
}

function controlPage(sandbox: Sandbox, said: { problem: string | null; done: string | null }): Html {
  const faults = sandbox.faults.list();
  return layout(
    "Control",
    html`${alarm(said.problem)}${done(said.done)}
    <h1>What Stripe would do</h1>
    <div class="switches">${time(sandbox)}${money(sandbox)}${delivery(sandbox)}</div>
    <h2>Subscriptions</h2>${subscriptions(sandbox)}
    <h2>Checkout sessions</h2>${sessions(sandbox)}
    <h2>Events</h2>${events(sandbox)}
    <h2>Requests</h2>${requests(sandbox)}
    <h2>Faults</h2>
    ${faults.length === 0 ? html`<p class="empty">None: every call is answered as it should be.</p>` : html`<pre>${JSON.stringify(faults, null, 2)}</pre>${form("clear-faults", "Clear")}`}
    ${form(
      "fault",
      "Switch on",
      {},
      html`<label>Calls to <input name="route" required placeholder="POST /v1/checkout/sessions"></label>
      <label>answer <input name="status" type="number" min="400" max="599" value="500"></label>
      <label>times <input name="times" type="number" min="1" value="1"></label>`,
    )}
    <h2>Start over</h2>${form("reset", "Forget everything")}`,
    "wide",
  );
}

function bodyOf(fields: Record<string, string | File>): Record<string, unknown> {
  const { fields: fixed, ...filled } = fields;
  const typed = Object.entries(filled).flatMap(([name, value]) => {
    if (typeof value !== "string" || value === "") return [];
    return [[name, /^\d+$/.test(value) ? Number(value) : value] as const];
  });
  return {
    ...z.record(z.string(), z.unknown()).parse(JSON.parse(String(fixed ?? "{}"))),
    ...Object.fromEntries(typed),
  };
}

function explain(error: unknown): string {
  if (error instanceof StripeError) return error.message;
  if (error instanceof z.ZodError) return z.prettifyError(error);
  throw error;
}

/** `/_stripe`: everything the control API does, as buttons. */
export function createControlPage(sandbox: Sandbox, control: Control): Hono {
  const app = new Hono();
  app.use("*", refuseOtherSites);
  app.get("/", (context) => {
    const did = context.req.query("did");
    return context.html(controlPage(sandbox, { problem: null, done: did ? "Done." : null }));
  });
  app.post("/do/:action", async (context: Context<object, "/do/:action">) => {
    const action = actions[context.req.param("action")];
    if (!action) return context.notFound();
    try {
      await action.run(control, action.body.parse(bodyOf(await context.req.parseBody())));
    } catch (error) {
      return context.html(controlPage(sandbox, { problem: explain(error), done: null }), 400);
    }
    return context.redirect("/_stripe?did=1", 303);
  });
  return app;
}
