import { planSchema, profileSchema, subscriptionSchema, usageSchema } from "./answers/account.ts";
import type { Calls } from "./call.ts";

export function accountCalls({ api, one, list }: Calls) {
  return {
    getProfile: () => one("getProfile", profileSchema, (init) => api.GET("/users/me", init)),
    getSubscription: () =>
      one("getSubscription", subscriptionSchema, (init) => api.GET("/billing/subscription", init)),
    listPlans: () => list("listPlans", planSchema, (init) => api.GET("/billing/plans", init)),
    /** This month's figures. */
    currentUsage: () => one("currentUsage", usageSchema, (init) => api.GET("/usage/current", init)),
  };
}
