import { z } from "zod";
import type { Call, Handlers } from "../api.ts";
import { ApiError } from "../api-error.ts";
import { timestamp } from "../clock.ts";
import type { Webhook } from "../store.ts";
import { webhookView } from "../views.ts";
import { refuseWebhookUrl } from "../webhook-url.ts";

const changes = z.object({
  name: z.string().optional(),
  url: z.string().optional(),
  events: z.array(z.string()).optional(),
  secret: z.string().optional(),
  is_active: z.boolean().optional(),
});
const creation = changes.extend({ url: z.string(), events: z.array(z.string()) });

function webhookOf(call: Call): Webhook {
  const webhook = call.sandbox.store.webhooks.getOf(call.tenant.id, call.param("webhook_id"));
  if (!webhook) throw new ApiError(404, "Webhook not found");
  return webhook;
}

function requireAllowedUrl(call: Call, url: string): void {
  const refusal = refuseWebhookUrl(url, call.sandbox.allowPrivateUrls);
  if (refusal) throw new ApiError(400, refusal);
}

function createWebhook(call: Call) {
  const { sandbox, tenant } = call;
  const body = creation.parse(call.body);
  requireAllowedUrl(call, body.url);
  const webhook = sandbox.store.webhooks.add({
    id: sandbox.random.uuid(),
    tenantId: tenant.id,
    name: body.name ?? new URL(body.url).hostname,
    url: body.url,
    events: body.events,
    secret: body.secret || null,
    isActive: true,
    createdAtMs: sandbox.clock.now(),
  });
  return { status: 201, json: webhookView(webhook) };
}

function updateWebhook(call: Call) {
  const webhook = webhookOf(call);
  const body = changes.parse(call.body);
  if (body.url !== undefined) requireAllowedUrl(call, body.url);
  webhook.name = body.name ?? webhook.name;
  webhook.url = body.url ?? webhook.url;
  webhook.events = body.events ?? webhook.events;
  webhook.isActive = body.is_active ?? webhook.isActive;
  if (body.secret !== undefined) webhook.secret = body.secret || null;
  return { status: 200, json: webhookView(webhook) };
}

async function testWebhook(call: Call) {
  const webhook = webhookOf(call);
  const { sandbox } = call;
  const event = webhook.events[0] ?? "message.received";
  const attempt = await sandbox.webhooks.test(webhook, {
    event,
    timestamp: timestamp(sandbox.clock.now()),
    data: sandbox.contract.sampleEventData(event),
  });
  return {
    status: 200,
    json: {
      success: attempt.error === null,
      status_code: attempt.status,
      response_time_ms: attempt.durationMs,
      error: attempt.error,
    },
  };
}

export const webhookHandlers: Handlers = {
  listWebhooks: ({ sandbox, tenant }) => ({
    status: 200,
    json: sandbox.store.webhooks.of(tenant.id).map(webhookView),
  }),
  createWebhook,
  getWebhook: (call) => ({ status: 200, json: webhookView(webhookOf(call)) }),
  updateWebhook,
  deleteWebhook: (call) => {
    const { id } = webhookOf(call);
    call.sandbox.store.webhooks.delete(id);
    return { status: 200, json: { status: "deleted", id } };
  },
  testWebhook,
};
