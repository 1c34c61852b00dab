import { html } from "hono/html";
import { faultSchema, forbiddenReasons } from "../faults.ts";
import type { Sandbox } from "../sandbox.ts";
import type { Session, Tenant } from "../store.ts";
import { planIds } from "../store.ts";
import { action, clockTime, type Html, layout, live } from "./layout.ts";

const shownRows = 60;
const trafficEveryMs = 4_000;

export function homePage(sandbox: Sandbox): Html {
  return layout(
    "Overview",
    html`
    ${live("/parts/violations", violations(sandbox))}
    <section aria-labelledby="tenants">
      <h1 id="tenants">Tenants</h1>
      ${live("/parts/tenants", tenants(sandbox))}
      <form class="row" action="/_sandbox/tenants">
        <label>Plan <select name="plan">${planIds.map((plan) => html`<option>${plan}</option>`)}</select></label>
        <label>Start with
          <select name="seed">
            <option value="working">a working number</option>
            <option value="empty">nothing</option>
          </select>
        </label>
        <button>New tenant</button>
      </form>
    </section>
    <section aria-labelledby="faults">
      <h2 id="faults">Faults</h2>
      ${live("/parts/faults", faults(sandbox))}
      ${faultForm(sandbox)}
    </section>
    <section aria-labelledby="requests">
      <h2 id="requests">Requests</h2>
      <div class="scroll" tabindex="0" role="region" aria-label="Request log">${live("/parts/requests", requests(sandbox))}</div>
    </section>
    <section aria-labelledby="deliveries">
      <h2 id="deliveries">Webhook deliveries</h2>
      <div class="scroll" tabindex="0" role="region" aria-label="Delivery log">${live("/parts/deliveries", deliveries(sandbox))}</div>
    </section>`,
  );
}

export function violations(sandbox: Sandbox): Html {
  const { contractViolations } = sandbox;
  if (contractViolations.length === 0) return html``;
  return html`<div class="alarm" role="alert">
    <strong>Answers that broke the contract: ${contractViolations.length}.</strong>
    The sandbox is wrong here, not your program. The latest:
    <ul>${contractViolations.slice(-5).map(({ where, problems }) => html`<li><code>${where}</code> ${problems.join("; ")}</li>`)}</ul>
  </div>`;
}

export function tenants(sandbox: Sandbox): Html {
  const all = sandbox.store.tenants.all();
  if (all.length === 0) return html`<p class="empty">No tenant yet. Make one below to get an API key.</p>`;
  return html`<div class="cards">${all.map((tenant) => tenantCard(sandbox, tenant))}</div>`;
}

function tenantCard(sandbox: Sandbox, tenant: Tenant): Html {
  const keys = sandbox.store.apiKeys.of(tenant.id).filter((key) => key.isActive);
  const sessions = sandbox.store.sessions.of(tenant.id);
  const perMinute = sandbox.contract.plans[tenant.plan].requests_per_minute;
  const writing = tenant.trafficEveryMs > 0;
  return html`<article class="card" data-testid="tenant-row" data-plan="${tenant.plan}">
    <h2>${tenant.name} <span class="tag">${tenant.plan}</span></h2>
    <p class="quiet">${perMinute} requests a minute</p>
    <ul class="plain">
      ${keys.map((key) =>
        key.shownKey
          ? html`<li class="key"><code data-testid="key">${key.shownKey}</code> <button data-copy="${key.shownKey}" aria-label="Copy key ${key.name}">Copy</button></li>`
          : html`<li class="key"><code>${key.prefix}…</code> <span class="quiet">${key.name}, made over the API</span></li>`,
      )}
    </ul>
    <ul class="plain">
      ${sessions.map((session) => sessionRow(session))}
      ${sessions.length === 0 ? html`<li class="empty">No number. Create a session over the API.</li>` : ""}
    </ul>
    ${action(
      `/_sandbox/tenants/${tenant.id}/traffic`,
      writing ? `Stop people writing (every ${tenant.trafficEveryMs / 1000} s)` : "Let people write",
      { body: { everyMs: writing ? 0 : trafficEveryMs } },
    )}
  </article>`;
}

function sessionRow(session: Session): Html {
  return html`<li data-testid="session-row" data-session="${session.id}" data-status="${session.status}">
    <a href="/sessions/${session.id}">${session.name}</a>
    <span class="quiet">${session.phoneNumber ?? "not paired"}</span> ${statusTag(session)}
  </li>`;
}

export function statusTag(session: Session): Html {
  return html`<span class="tag status-${session.status}" data-testid="session-status">${session.status}</span>`;
}

export function faults(sandbox: Sandbox): Html {
  const active = sandbox.faults.list();
  if (active.length === 0) return html`<p class="empty">None. Everything answers as upstream should.</p>`;
  return html`<ul class="plain">${active.map(({ id, fault, hits }) => {
    const { kind, tenantId, ...rest } = fault;
    const tenant = tenantId ? (sandbox.store.tenants.get(tenantId)?.name ?? tenantId) : "all tenants";
    return html`<li data-testid="fault-row"><strong>${kind}</strong> for ${tenant}
      <code>${JSON.stringify(rest)}</code> <span class="quiet">${hits} hits</span>
      ${action(`/_sandbox/faults/${id}`, "Remove", { method: "DELETE" })}</li>`;
  })}</ul>`;
}

function faultForm(sandbox: Sandbox): Html {
  const kinds = faultSchema.options.map((option) => option.shape.kind.value);
  return html`<form class="row" action="/_sandbox/faults">
    <label>Fault <select name="kind">${kinds.map((kind) => html`<option>${kind}</option>`)}</select></label>
    <label>Tenant
      <select name="tenantId">
        <option value="">all</option>
        ${sandbox.store.tenants.all().map((tenant) => html`<option value="${tenant.id}">${tenant.name} (${tenant.plan})</option>`)}
      </select>
    </label>
    <label>Operation <input name="operation" data-once placeholder="all, or sendText"></label>
    <label>403 because of
      <select name="reason" data-once>
        <option value="">no 403</option>
        ${forbiddenReasons.map((reason) => html`<option>${reason}</option>`)}
      </select>
    </label>
    <label>Milliseconds <input name="ms" data-once type="number" min="1" placeholder="for latency, delay"></label>
    <label>Times <input name="times" data-once type="number" min="1" placeholder="until removed"></label>
    <button>Switch on</button>
  </form>`;
}

export function requests(sandbox: Sandbox): Html {
  const rows = sandbox.requests.list().slice(-shownRows).reverse();
  if (rows.length === 0) return html`<p class="empty">Nothing has called the API yet.</p>`;
  return html`<table>
    <thead><tr><th>Time</th><th>Method</th><th>Path</th><th>Status</th><th>Tenant</th><th>ms</th><th>Notes</th></tr></thead>
    <tbody>${rows.map(
      (row) => html`<tr class="${row.violations.length > 0 ? "broken" : ""}" data-testid="request-row">
        <td>${clockTime(row.atMs)}</td><td>${row.method}</td><td><code>${row.path}</code></td>
        <td class="${row.status === null || row.status >= 400 ? "bad" : "good"}">${row.status ?? "no answer"}</td>
        <td>${row.tenantId ? (sandbox.store.tenants.get(row.tenantId)?.name ?? "deleted") : "–"}</td>
        <td>${row.durationMs}</td>
        <td>${[row.fault ? `fault: ${row.fault}` : "", ...row.violations].filter(Boolean).join("; ")}</td>
      </tr>`,
    )}</tbody>
  </table>`;
}

export function deliveries(sandbox: Sandbox): Html {
  const rows = sandbox.webhooks.deliveries().slice(-shownRows).reverse();
  if (rows.length === 0)
    return html`<p class="empty">No webhook has been called yet. Register one over the API.</p>`;
  return html`<table>
    <thead><tr><th>Event</th><th>To</th><th>State</th><th>Attempts</th><th>Signed</th><th>Payload</th></tr></thead>
    <tbody>${rows.map(
      (row) => html`<tr data-testid="delivery-row">
        <td>${row.event}${row.fault ? html` <span class="tag">${row.fault}</span>` : ""}</td>
        <td><code>${row.url}</code></td>
        <td class="${row.state === "delivered" ? "good" : "bad"}">${row.state}</td>
        <td>${row.attempts.map(({ status, error }) => status ?? error).join(", ") || "–"}</td>
        <td>${row.signature ? "yes" : "no"}</td>
        <td><details><summary>Show</summary><pre>${row.body}</pre></details></td>
      </tr>`,
    )}</tbody>
  </table>`;
}
