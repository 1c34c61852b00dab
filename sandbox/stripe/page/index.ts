import { readFileSync } from "node:fs";
import { type Context, Hono } from "hono";
import type { Control } from "../control.ts";
import { refuseOtherSites } from "../control-api.ts";
import { successUrl } from "../engine/checkout.ts";
import { StripeError } from "../errors.ts";
import type { PortalSession } from "../rows/hosted.ts";
import type { Sandbox } from "../sandbox.ts";
import { createControlPage } from "./control.ts";
import { invoicePage } from "./invoice.ts";
import { closedPage, payPage } from "./pay.ts";
import { flowPage, portalPage } from "./portal.ts";

const style = readFileSync(new URL("./style.css", import.meta.url), "utf8");

/** Runs what a button does. @returns why it was refused, null when it is done */
function refusal(work: () => void): string | null {
  try {
    work();
    return null;
  } catch (error) {
    if (error instanceof StripeError) return error.message;
    throw error;
  }
}

async function fieldsOf(context: Context): Promise<(name: string) => string> {
  const body = await context.req.parseBody();
  return (name) => {
    const value = body[name];
    return typeof value === "string" ? value : "";
  };
}

function addPayPage(app: Hono, sandbox: Sandbox, control: Control): void {
  app.get("/pay/:id", (context) => {
    const session = sandbox.store.checkoutSessions.get(context.req.param("id"));
    if (!session) return context.notFound();
    if (session.status !== "open") return context.html(closedPage(session, successUrl(session)));
    return context.html(payPage(sandbox, session, null));
  });
  app.post("/pay/:id", async (context) => {
    const session = sandbox.store.checkoutSessions.get(context.req.param("id"));
    if (!session) return context.notFound();
    // The second of two clicks finds the page closed: it goes where the first one went.
    if (session.status !== "open") return context.redirect(successUrl(session), 303);
    const field = await fieldsOf(context);
    let declined: string | null = null;
    const refused = refusal(() => {
      const wish = { card: field("card") || undefined, email: field("email") || undefined };
      declined = control.pay(session.id, wish).declined;
    });
    const problem = refused ?? declined;
    return problem
      ? context.html(payPage(sandbox, session, problem), 402)
      : context.redirect(successUrl(session), 303);
  });
}

const words: Record<string, string> = {
  card: "The card is saved.",
  cancel: "The subscription will end.",
  keep: "The subscription goes on.",
  stay: "The plan stays as it is.",
  switch: "The plan is changed.",
};

function act(control: Control, session: PortalSession, field: (name: string) => string): void {
  const id = field("subscription");
  const wish = { configuration: session.configuration };
  const owned = (work: () => void) => {
    if (control.ownerOf(id) !== session.customer)
      throw new StripeError(400, "invalid_request_error", "This is not your subscription.");
    work();
  };
  const what = field("do");
  if (what === "card") control.portal.newCard(session.customer, field("card"));
  else if (what === "cancel") owned(() => control.portal.cancel(id, wish));
  else if (what === "keep") owned(() => control.portal.keep(id));
  else if (what === "stay") owned(() => control.portal.stay(id));
  else if (what === "switch") {
    owned(() => {
      const chosen = { ...wish, price: field("price"), quantity: Number(field("quantity")) || 1 };
      if (control.portal.switch(id, chosen) !== "waits_for_payment") return;
      throw new StripeError(
        402,
        "card_error",
        "Your card was declined. Save another one: the plan changes when it has paid.",
      );
    });
  } else throw new StripeError(400, "invalid_request_error", "There is no such button.");
}

function addPortal(app: Hono, sandbox: Sandbox, control: Control): void {
  const partOf = (id: string) => {
    const session = sandbox.store.portalSessions.get(id);
    const configuration = session && sandbox.store.portalConfigurations.get(session.configuration);
    return session && configuration ? { sandbox, session, configuration } : null;
  };
  app.get("/portal/:id", (context) => {
    const part = partOf(context.req.param("id"));
    if (!part) return context.notFound();
    const { return_url: returnUrl, flow } = part.session;
    const did = words[context.req.query("did") ?? ""] ?? null;
    if (flow && !did) return context.html(flowPage(part, null, returnUrl));
    return context.html(portalPage(part, { problem: null, done: did }, returnUrl));
  });
  app.post("/portal/:id", async (context) => {
    const part = partOf(context.req.param("id"));
    if (!part) return context.notFound();
    const { session } = part;
    const field = await fieldsOf(context);
    const problem = refusal(() => act(control, session, field));
    if (problem) {
      const page = session.flow
        ? flowPage(part, problem, session.return_url)
        : portalPage(part, { problem, done: null }, session.return_url);
      return context.html(page, 402);
    }
    const after = session.flow?.after;
    if (after?.type === "redirect" && after.return_url) return context.redirect(after.return_url, 303);
    return context.redirect(`/portal/${session.id}?did=${encodeURIComponent(field("do"))}`, 303);
  });
}

/** What people see: the pay page, the portal, invoices, and the control page. */
export function createPages(sandbox: Sandbox, control: Control): Hono {
  const app = new Hono();
  app.use("/pay/*", refuseOtherSites);
  app.use("/portal/*", refuseOtherSites);
  app.get("/", (context) => context.redirect("/_stripe"));
  app.get("/_stripe/style.css", (context) =>
    context.body(style, 200, { "Content-Type": "text/css; charset=utf-8" }),
  );
  addPayPage(app, sandbox, control);
  addPortal(app, sandbox, control);
  app.get("/invoice/:id", (context) => {
    const invoice = sandbox.store.invoices.get(context.req.param("id"));
    return invoice ? context.html(invoicePage(sandbox, invoice)) : context.notFound();
  });
  app.route("/_stripe", createControlPage(sandbox, control));
  return app;
}
