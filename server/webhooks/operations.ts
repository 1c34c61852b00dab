import type { ServedBy } from "#server/api/operations.ts";

/** Which procedure serves which operation of the contract. */
export const webhookOperations = {
  listWebhooks: { procedure: "webhooks.list", class: "read", invalidates: [] },
  getWebhook: { procedure: "webhooks.get", class: "read", invalidates: [] },
  createWebhook: { procedure: "webhooks.create", class: "send", invalidates: ["listWebhooks"] },
  updateWebhook: { procedure: "webhooks.change", class: "send", invalidates: ["listWebhooks"] },
  deleteWebhook: { procedure: "webhooks.delete", class: "send", invalidates: ["listWebhooks"] },
  testWebhook: { procedure: "webhooks.test", class: "send", invalidates: [] },
} as const satisfies ServedBy;
