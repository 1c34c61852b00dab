import type { Sandbox } from "../sandbox.ts";
import { catalogRoutes } from "./catalog.ts";
import { checkoutRoutes } from "./checkout.ts";
import { customerRoutes } from "./customers.ts";
import { invoiceRoutes } from "./invoices.ts";
import { portalConfigurationRoutes } from "./portal-configurations.ts";
import { portalSessionRoutes } from "./portal-sessions.ts";
import { otherRoutes } from "./rest.ts";
import type { BoundRoute, Route } from "./route.ts";
import { scheduleRoutes } from "./schedules.ts";
import { subscriptionRoutes } from "./subscriptions.ts";

/** Every address that the stand-in serves; of two that fit the first is taken. */
export const routes: Route[] = [
  ...catalogRoutes,
  ...customerRoutes,
  ...checkoutRoutes,
  ...portalConfigurationRoutes,
  ...portalSessionRoutes,
  ...subscriptionRoutes,
  ...scheduleRoutes,
  ...invoiceRoutes,
  ...otherRoutes,
];

const compiled = routes.map((route) => ({
  route,
  pattern: new RegExp(`^${route.path.replaceAll(/:(\w+)/g, "(?<$1>[^/]+)")}$`),
}));

export function findRoute(sandbox: Sandbox, method: string, path: string): BoundRoute | null {
  for (const { route, pattern } of compiled) {
    const match = route.method === method ? pattern.exec(path) : null;
    if (!match) continue;
    const ids = Object.fromEntries(
      Object.entries(match.groups ?? {}).map(([name, value]) => [name, decodeURIComponent(value)]),
    );
    return { params: route.params, run: (params) => route.run(sandbox, ids, params) };
  }
  return null;
}
