import { eq } from "drizzle-orm";
import { z } from "zod";
import { closeDatabase, systemDb } from "#db/client.ts";
import { migrate } from "#db/migrate.ts";
import { connections, workspaces } from "#db/schema/index.ts";
import { findOrCreateUser, makeSignInLink } from "#server/auth/index.ts";
import { addConnection } from "#server/connections/index.ts";
import { env } from "#server/core/env.ts";
import { grantPlan } from "#server/plans/index.ts";
import { createWorkspace } from "#server/workspaces/index.ts";

const demo = { email: "demo@moltdesk.test", name: "Harbour Clinic", slug: "demo-clinic" };
/** Somebody writes this often, so that a newcomer sees the inbox live. */
const trafficEveryMs = 5_000;

async function controlSandbox<T>(path: string, body: unknown, schema: z.ZodType<T>): Promise<T> {
  const response = await fetch(`${env().MOLTFLOW_SANDBOX_URL}/_sandbox/${path}`, {
    method: "POST",
    headers: { "content-type": "application/json" },
    body: JSON.stringify(body),
  });
  if (!response.ok) throw new Error(`The sandbox refused ${path}: ${await response.text()}`);
  return schema.parse(await response.json());
}

async function makeDemoWorkspace(ownerId: string): Promise<void> {
  const workspace = await createWorkspace(ownerId, demo, { kind: "system" });
  // Its MoltFlow account is one of the plan Pro, so that nothing of the demonstration ends at a limit.
  await grantPlan(workspace.id, { plan: "pro", limits: {} }, { kind: "system" });
  const tenant = await controlSandbox(
    "tenants",
    { plan: "pro", name: demo.name, seed: "working" },
    z.object({ key: z.string() }),
  );
  await addConnection(workspace.id, {
    baseUrl: env().MOLTFLOW_SANDBOX_URL ?? "",
    key: tenant.key,
    allowAll: true,
    actor: { kind: "system" },
  });
}

/**
 * Makes the demo workspace, connected to the sandbox, unless an earlier run did, and sets its people writing.
 * @returns a sign-in link for its owner
 */
export async function seedDemo(): Promise<string> {
  await migrate(env().DATABASE_URL);
  const owner = await findOrCreateUser(demo.email);
  const [existing] = await systemDb().select().from(workspaces).where(eq(workspaces.slug, demo.slug));
  if (!existing) await makeDemoWorkspace(owner.id);
  const [connection] = await systemDb()
    .select({ tenantId: connections.upstreamTenantId })
    .from(connections)
    .innerJoin(workspaces, eq(workspaces.id, connections.workspaceId))
    .where(eq(workspaces.slug, demo.slug));
  if (connection) {
    await controlSandbox(`tenants/${connection.tenantId}/traffic`, { everyMs: trafficEveryMs }, z.unknown());
  }
  const link = await makeSignInLink(demo.email, { callbackPath: `/w/${demo.slug}/inbox` });
  await closeDatabase();
  return link;
}
