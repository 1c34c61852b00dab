import { type BrowserContext, expect } from "@playwright/test";
import type { Locale } from "#app/_lib/i18n/locales.ts";
import { addresses } from "./addresses.ts";
import { adoptProductEnv } from "./product-env.ts";

/**
 * Signs a browser in without the sign-in pages, for tests about something else.
 * @param locale the language that the person has chosen for mails and notifications
 * @returns the person's id
 */
export async function signInAs(context: BrowserContext, email: string, locale?: Locale): Promise<string> {
  adoptProductEnv();
  const { systemDb } = await import("#db/client.ts");
  const { authSessions } = await import("#db/schema/index.ts");
  const { findOrCreateUser, rememberLocale, sessionCookieName } = await import("#server/auth/index.ts");
  const { storedSessionToken } = await import("#server/auth/session.ts");
  const { newToken } = await import("#server/core/ids.ts");

  const user = await findOrCreateUser(email);
  if (locale) await rememberLocale(user.id, locale);
  const cookie = newToken();
  const expires = new Date(Date.now() + 60 * 60 * 1000);
  await systemDb()
    .insert(authSessions)
    .values({ sessionToken: storedSessionToken(cookie), userId: user.id, expires });
  await context.addCookies([
    { name: sessionCookieName(), value: cookie, url: addresses().product, httpOnly: true },
  ]);
  return user.id;
}

/**
 * A workspace of this person, connected to a tenant of its own in the sandbox with one working number. It has the biggest
 * plan, for tests about something else than plans.
 */
export async function makeConnectedWorkspace(
  ownerId: string,
  name: string,
  slug: string,
  plan: "business" | "free" = "business",
) {
  adoptProductEnv();
  const { addConnection } = await import("#server/connections/index.ts");
  const { createWorkspace } = await import("#server/workspaces/index.ts");
  const { sandbox } = await import("./sandbox.ts");
  const { grantPlan } = await import("#server/plans/index.ts");
  const workspace = await createWorkspace(ownerId, { name, slug });
  if (plan === "business") await grantPlan(workspace.id, { plan, limits: {} }, { kind: "operator" });
  const { key, sessionId, tenantId } = await sandbox.createTenant({ plan: "pro", name, seed: "working" });
  await addConnection(workspace.id, {
    baseUrl: addresses().sandbox,
    key,
    allowAll: true,
    actor: { kind: "operator" },
  });
  return { workspaceId: workspace.id, slug, sessionId: sessionId ?? "", key, tenantId };
}

/** One more number of the workspace, paired and working. */
export async function addWorkingNumber(workspaceId: string, name: string) {
  adoptProductEnv();
  const { createNumber } = await import("#server/numbers/create-number.ts");
  const { moveNumber } = await import("#server/numbers/move-number.ts");
  const { sandbox } = await import("./sandbox.ts");
  const { id, sessionId } = await createNumber(workspaceId, name, { kind: "operator" });
  await moveNumber(workspaceId, id, "start", { kind: "operator" });
  await expect
    .poll(async () => {
      const { tenants } = await sandbox.state();
      return tenants.flatMap(({ sessions }) => sessions).find((session) => session.id === sessionId)?.status;
    })
    .toBe("qr_code");
  await sandbox.scan(sessionId);
  return { id, sessionId };
}
