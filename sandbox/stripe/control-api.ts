import { type Context, Hono } from "hono";
import { createMiddleware } from "hono/factory";
import { z } from "zod";
import type { Control } from "./control.ts";
import { actions } from "./control-actions.ts";
import { StripeError } from "./errors.ts";

/** Neither the control API nor the pages have a key, so another site, open in the same browser, must not reach them. */
export const refuseOtherSites = createMiddleware(async (context, next) => {
  const origin = context.req.header("origin");
  const isOwn =
    origin === undefined || (URL.canParse(origin) && new URL(origin).host === context.req.header("host"));
  if (!isOwn)
    return context.json({ error: "Only the stand-in's own pages and programs may control it." }, 403);
  await next();
});

function failure(error: unknown): { status: 400 | 500; error: string } {
  if (error instanceof StripeError) return { status: 400, error: error.message };
  if (error instanceof z.ZodError) return { status: 400, error: z.prettifyError(error) };
  if (error instanceof SyntaxError) return { status: 400, error: `The body is not JSON: ${error.message}` };
  return { status: 500, error: error instanceof Error ? (error.stack ?? error.message) : String(error) };
}

async function bodyOf(context: Context): Promise<unknown> {
  const text = await context.req.text();
  return text === "" ? {} : JSON.parse(text);
}

/** The control as JSON: `POST <name>` for what it does, `GET` for what happened. */
export function createControlApi(control: Control): Hono {
  const app = new Hono();
  app.use("*", refuseOtherSites);
  app.onError((error, context) => {
    const { status, error: message } = failure(error);
    return context.json({ error: message }, status);
  });
  app.get("/state", (context) => context.json({ now: control.now(), events: control.events().length }));
  app.get("/events", (context) => context.json(control.events()));
  app.get("/deliveries", (context) => context.json(control.webhooks.deliveries()));
  app.get("/requests", (context) => context.json(control.requests(Number(context.req.query("after") ?? 0))));
  app.post("/:action", async (context) => {
    const action = actions[context.req.param("action")];
    if (!action)
      return context.json(
        { error: `There is no such action. There are: ${Object.keys(actions).join(", ")}.` },
        404,
      );
    const result = await action.run(control, action.body.parse(await bodyOf(context)));
    return context.json(result ?? { done: true });
  });
  return app;
}
