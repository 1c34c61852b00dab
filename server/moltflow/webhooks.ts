import { z } from "zod";
import { webhookSchema, webhookTestSchema } from "./answers/webhooks.ts";
import type { Calls } from "./call.ts";
import type { components } from "./generated/types.ts";

export type WebhookEvent = components["schemas"]["WebhookEvent"];

/** MoltFlow signs deliveries only when there is a `secret`, and never gives it back. */
export type NewWebhook = { name: string; url: string; events: WebhookEvent[]; secret?: string };

export type WebhookChange = Partial<NewWebhook> & { isActive?: boolean };

export function webhookCalls({ api, one, maybe, list }: Calls) {
  const at = (webhookId: string) => ({ params: { path: { webhook_id: webhookId } } });
  return {
    listWebhooks: () => list("listWebhooks", webhookSchema, (init) => api.GET("/webhooks", init)),

    /** Throws `invalid` for an address that MoltFlow refuses: not https, private, link-local. */
    createWebhook: (input: NewWebhook) =>
      one("createWebhook", webhookSchema, (init) => api.POST("/webhooks", { ...init, body: input })),

    getWebhook: (webhookId: string) =>
      one("getWebhook", webhookSchema, (init) =>
        api.GET("/webhooks/{webhook_id}", { ...init, ...at(webhookId) }),
      ),

    updateWebhook: (webhookId: string, { isActive, ...change }: WebhookChange) =>
      one("updateWebhook", webhookSchema, (init) =>
        api.PATCH("/webhooks/{webhook_id}", {
          ...init,
          ...at(webhookId),
          body: { ...change, is_active: isActive },
        }),
      ),

    async deleteWebhook(webhookId: string): Promise<void> {
      await maybe("deleteWebhook", z.unknown(), (init) =>
        api.DELETE("/webhooks/{webhook_id}", { ...init, ...at(webhookId) }),
      );
    },

    /** Has MoltFlow deliver a sample; `success` is what the receiver answered, not whether the call worked. */
    testWebhook: (webhookId: string) =>
      one("testWebhook", webhookTestSchema, (init) =>
        api.POST("/webhooks/{webhook_id}/test", { ...init, ...at(webhookId) }),
      ),
  };
}
