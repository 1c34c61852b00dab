import { Hono } from "hono";
import { z } from "zod";
import { issueKey, issueStreamToken } from "./auth.ts";
import type { ManualClock } from "./clock.ts";
import { NotFound, readBody as read } from "./control-body.ts";
import { Refusal } from "./engine/refusal.ts";
import { faultSchema } from "./faults.ts";
import { createPhoneControl } from "./phone-control.ts";
import type { Sandbox } from "./sandbox.ts";
import { createTenant } from "./seed.ts";
import { planIds, type Tenant } from "./store.ts";
import type { Traffic } from "./traffic.ts";

const tenantBody = z.strictObject({
  plan: z.enum(planIds),
  name: z.string().min(1).optional(),
  seed: z.enum(["working", "empty"]).default("empty"),
  chatHistory: z.boolean().default(true),
  /** Whether the number is a WhatsApp Business account; by the plan when left out. */
  business: z.boolean().optional(),
});
const keyBody = z.strictObject({
  tenantId: z.uuid(),
  scopes: z.array(z.string()).min(1),
  name: z.string().optional(),
});
const tokenBody = z.strictObject({ tenantId: z.uuid() });
const trafficBody = z.strictObject({ everyMs: z.int().nonnegative() });
const advanceBody = z.strictObject({ ms: z.int().positive() });
const afterQuery = z.coerce.number().int().nonnegative().default(0);

/** What `createControl` needs besides the sandbox itself. */
export type ControlParts = { traffic: Traffic; manual: ManualClock | null; reset(): void };

function failure(error: unknown): { status: 400 | 404 | 409 | 500; error: string } {
  if (error instanceof NotFound) return { status: 404, error: error.message };
  if (error instanceof Refusal) return { status: 409, error: error.message };
  if (error instanceof z.ZodError) return { status: 400, error: z.prettifyError(error) };
  if (error instanceof SyntaxError) return { status: 400, error: `The body is not JSON: ${error.message}` };
  return { status: 500, error: error instanceof Error ? (error.stack ?? error.message) : String(error) };
}

/** The sandbox's own API under `/_sandbox`: what people and WhatsApp would do, faults, and what happened. */
export function createControl(sandbox: Sandbox, parts: ControlParts): Hono {
  const { store } = sandbox;
  const app = new Hono();
  app.onError((error, context) => {
    const { status, error: message } = failure(error);
    return context.json({ error: message }, status);
  });

  const tenantOf = (id: string): Tenant => {
    const tenant = store.tenants.get(id);
    if (!tenant) throw new NotFound("There is no tenant with this id. GET /_sandbox/state lists them.");
    return tenant;
  };

  app.get("/state", (context) =>
    context.json({
      now: new Date(sandbox.clock.now()).toISOString(),
      tenants: store.tenants.all().map((tenant) => ({
        ...tenant,
        keys: store.apiKeys.of(tenant.id).map(({ digest: _, ...key }) => key),
        sessions: store.sessions.of(tenant.id),
        chats: store.chats.of(tenant.id),
        messages: store.messages.of(tenant.id),
        webhooks: store.webhooks.of(tenant.id),
        groups: store.groups.of(tenant.id),
        labels: store.labels.of(tenant.id),
      })),
      faults: sandbox.faults.list(),
      contractViolations: sandbox.contractViolations,
    }),
  );

  app.post("/tenants", async (context) => {
    const wish = await read(context, tenantBody);
    const { tenant, session } = createTenant(sandbox, wish);
    const { scopes } = sandbox.contract;
    const { rawKey } = issueKey(sandbox, { tenantId: tenant.id, name: "Sandbox key", scopes, shown: true });
    const chats = session ? store.chats.of(tenant.id).map(({ id, jid, name }) => ({ id, jid, name })) : [];
    return context.json(
      {
        tenantId: tenant.id,
        key: rawKey,
        plan: tenant.plan,
        name: tenant.name,
        sessionId: session?.id ?? null,
        chats,
      },
      201,
    );
  });

  app.post("/keys", async (context) => {
    const body = await read(context, keyBody);
    const tenant = tenantOf(body.tenantId);
    const { key, rawKey } = issueKey(sandbox, {
      tenantId: tenant.id,
      name: body.name ?? "Sandbox key",
      scopes: body.scopes,
      shown: true,
    });
    return context.json({ keyId: key.id, key: rawKey, scopes: key.scopes }, 201);
  });

  app.post("/tokens", async (context) => {
    const { tenantId } = await read(context, tokenBody);
    return context.json(issueStreamToken(sandbox, tenantOf(tenantId).id), 201);
  });

  app.route("/sessions", createPhoneControl(sandbox));

  app.post("/tenants/:id/traffic", async (context) => {
    const tenant = tenantOf(context.req.param("id"));
    const { everyMs } = await read(context, trafficBody);
    parts.traffic.set(tenant.id, everyMs);
    return context.json({ tenantId: tenant.id, everyMs });
  });

  app.get("/faults", (context) => context.json(sandbox.faults.list()));
  app.post("/faults", async (context) =>
    context.json(sandbox.faults.add(await read(context, faultSchema)), 201),
  );
  app.delete("/faults", (context) => {
    sandbox.faults.clear(context.req.query("tenantId"));
    return context.json({ cleared: true });
  });
  app.delete("/faults/:id", (context) => {
    if (!sandbox.faults.remove(context.req.param("id")))
      throw new NotFound("There is no such fault; it may have ended.");
    return context.json({ removed: true });
  });

  app.post("/clock/advance", async (context) => {
    if (!parts.manual)
      throw new Refusal("This sandbox runs on the real clock. Start it with a manual clock to move time.");
    await parts.manual.advance((await read(context, advanceBody)).ms);
    return context.json({ now: new Date(sandbox.clock.now()).toISOString() });
  });

  app.post("/reset", (context) => {
    parts.reset();
    return context.json({ reset: true });
  });

  app.get("/requests", (context) =>
    context.json(sandbox.requests.list(afterQuery.parse(context.req.query("after")))),
  );
  app.get("/deliveries", (context) => {
    const tenantId = context.req.query("tenantId");
    const all = sandbox.webhooks.deliveries();
    return context.json(tenantId ? all.filter((delivery) => delivery.tenantId === tenantId) : all);
  });
  return app;
}
