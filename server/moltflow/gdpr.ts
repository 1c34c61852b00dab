import { contactErasureSchema, tenantSettingsSchema } from "./answers/gdpr.ts";
import type { Calls } from "./call.ts";

export function gdprCalls({ api, one }: Calls) {
  return {
    /**
     * Erases a contact in the whole MoltFlow account, by phone number with or without `@c.us`. Doing it again erases
     * nothing more, so it may be repeated. Needs the scope `gdpr:manage`.
     */
    eraseContact: (input: { phone: string; reason: string }) =>
      one("eraseContact", contactErasureSchema, (init) =>
        api.POST("/gdpr/contact-erasure", { ...init, body: input }),
      ),

    getTenantSettings: () =>
      one("getTenantSettings", tenantSettingsSchema, (init) => api.GET("/tenant/settings", init)),
  };
}
