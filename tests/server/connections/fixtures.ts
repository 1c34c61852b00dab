import { eq } from "drizzle-orm";
import { z } from "zod";
import { systemDb } from "#db/client.ts";
import { connections, numbers } from "#db/schema/index.ts";
import type { RunningSandbox } from "#sandbox/moltflow/server.ts";
import { addConnection } from "#server/connections/index.ts";
import { makeWorkspace } from "#tests/support/factories.ts";

export const operator = { kind: "operator" } as const;

/** Asks the sandbox's control API. */
async function control<T>(
  { url }: RunningSandbox,
  path: string,
  body: object,
  shape: z.ZodType<T>,
): Promise<T> {
  const answer = await fetch(`${url}/_sandbox/${path}`, { method: "POST", body: JSON.stringify(body) });
  if (!answer.ok) throw new Error(`The sandbox answered ${answer.status} to ${path}: ${await answer.text()}`);
  return shape.parse(await answer.json());
}

const tenantShape = z.object({ tenantId: z.string(), key: z.string(), sessionId: z.string() });

/** A fresh tenant of the sandbox with one working number. */
export const makeTenant = (sandbox: RunningSandbox, plan = "business") =>
  control(sandbox, "tenants", { plan, seed: "working" }, tenantShape);

/** A key of the tenant that has only these scopes. */
export async function makeKey(sandbox: RunningSandbox, tenantId: string, scopes: string[]): Promise<string> {
  const { key } = await control(sandbox, "keys", { tenantId, scopes }, z.object({ key: z.string() }));
  return key;
}

/** A workspace that is connected to a fresh tenant, with its number allowed. */
export async function makeConnected(sandbox: RunningSandbox) {
  const tenant = await makeTenant(sandbox);
  const { workspaceId, slug, ownerId, owner } = await makeWorkspace();
  const access = { baseUrl: sandbox.url, key: tenant.key };
  const connection = await addConnection(workspaceId, { ...access, actor: operator, allowAll: true });
  const [number] = await systemDb().select().from(numbers).where(eq(numbers.workspaceId, workspaceId));
  if (!number) throw new Error("The tenant has no number.");
  return { ...tenant, workspaceId, slug, ownerId, owner, connection, number };
}
export type Connected = Awaited<ReturnType<typeof makeConnected>>;

export const readConnections = (workspaceId: string) =>
  systemDb().select().from(connections).where(eq(connections.workspaceId, workspaceId));

/** The webhooks of a tenant at the sandbox. */
export const webhooksAt = ({ sandbox }: RunningSandbox, tenantId: string) =>
  sandbox.store.webhooks.where((webhook) => webhook.tenantId === tenantId);

/** The tenant's calls as the sandbox saw them, oldest first. */
export const callsAt = ({ sandbox }: RunningSandbox, tenantId: string) =>
  sandbox.requests.list().filter((request) => request.tenantId === tenantId);
