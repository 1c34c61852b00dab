import { createHmac } from "node:crypto";
import { sleep } from "./clock.ts";
import type { Attempt, Delivery, Envelope, WebhookDispatcher } from "./deliveries.ts";
import type { Sandbox } from "./sandbox.ts";
import type { Webhook } from "./store.ts";

const maxRetries = 5;
const timeoutMs = 10_000;
const keptDeliveries = 1_000;

/** HMAC-SHA256 over the raw body, lower-case hex. */
function sign(secret: string, body: string): string {
  return createHmac("sha256", secret).update(body).digest("hex");
}

/** @param retryBaseMs wait before the first retry; doubles with each further one */
export function createWebhookDispatcher(getSandbox: () => Sandbox, retryBaseMs: number): WebhookDispatcher {
  let log: Delivery[] = [];
  // Deliveries a reorder fault holds back, by webhook, until a later one has gone out.
  const held = new Map<string, (() => void)[]>();

  function prepare(webhook: Webhook, envelope: Envelope): Delivery {
    const sandbox = getSandbox();
    const problems = sandbox.validator.checkEvent(envelope.event, envelope);
    if (problems.length > 0) sandbox.reportViolation({ where: `webhook ${envelope.event}`, problems });
    const body = JSON.stringify(envelope);
    const delivery: Delivery = {
      id: sandbox.random.uuid(),
      webhookId: webhook.id,
      tenantId: webhook.tenantId,
      url: webhook.url,
      event: envelope.event,
      body,
      signature: webhook.secret ? sign(webhook.secret, body) : null,
      state: "waiting",
      fault: null,
      attempts: [],
      nextAttemptAtMs: null,
    };
    log.push(delivery);
    if (log.length > keptDeliveries * 1.2) log = log.slice(-keptDeliveries);
    return delivery;
  }

  async function post(delivery: Delivery): Promise<Attempt> {
    const { clock, closing } = getSandbox();
    const atMs = clock.now();
    const finish = (status: number | null, error: string | null) => {
      const attempt = { atMs, status, error, durationMs: clock.now() - atMs };
      delivery.attempts.push(attempt);
      return attempt;
    };
    const headers = new Headers({
      "Content-Type": "application/json",
      "User-Agent": "MoltFlow-Sandbox-Webhooks",
    });
    if (delivery.signature) headers.set("X-Webhook-Signature", delivery.signature);
    try {
      const response = await fetch(delivery.url, {
        method: "POST",
        headers,
        body: delivery.body,
        redirect: "manual",
        signal: AbortSignal.any([closing, AbortSignal.timeout(timeoutMs)]),
      });
      await response.body?.cancel();
      return finish(response.status, response.ok ? null : `HTTP ${response.status}`);
    } catch (error) {
      const cause = error instanceof Error && error.cause instanceof Error ? error.cause : error;
      return finish(null, cause instanceof Error ? cause.message : String(cause));
    }
  }

  async function attempt(delivery: Delivery): Promise<void> {
    const { clock, closing, store } = getSandbox();
    delivery.nextAttemptAtMs = null;
    if (!store.webhooks.get(delivery.webhookId)?.isActive) {
      delivery.state = "dropped";
      return;
    }
    const { error } = await post(delivery);
    if (closing.aborted) return;
    if (!error) delivery.state = "delivered";
    else if (delivery.attempts.length > maxRetries) delivery.state = "failed";
    else {
      const waitMs = retryBaseMs * 2 ** (delivery.attempts.length - 1);
      delivery.nextAttemptAtMs = clock.now() + waitMs;
      clock.after(waitMs, () => void attempt(delivery));
    }
  }

  function releaseHeld(webhookId: string): void {
    const waiting = held.get(webhookId) ?? [];
    held.delete(webhookId);
    for (const release of waiting) release();
  }

  async function send(webhook: Webhook, delivery: Delivery): Promise<void> {
    const { faults, clock } = getSandbox();
    const situation = { tenantId: webhook.tenantId, operation: delivery.event };
    if (faults.strike("webhook_drop", situation)) {
      delivery.fault = "webhook_drop";
      delivery.state = "dropped";
      return;
    }
    const delay = faults.strike("webhook_delay", situation);
    if (delay) {
      delivery.fault = "webhook_delay";
      await sleep(clock, delay.ms);
    }
    const reorder = faults.strike("webhook_reorder", situation);
    if (reorder) {
      delivery.fault = "webhook_reorder";
      await new Promise<void>((release) => {
        held.set(webhook.id, [...(held.get(webhook.id) ?? []), release]);
        clock.after(reorder.holdMs, release);
      });
      await attempt(delivery);
      return;
    }
    await attempt(delivery);
    releaseHeld(webhook.id);
  }

  return {
    dispatch(tenantId, envelope) {
      const { store, faults } = getSandbox();
      for (const webhook of store.webhooks.of(tenantId)) {
        if (!webhook.isActive || !webhook.events.includes(envelope.event)) continue;
        void send(webhook, prepare(webhook, envelope));
        const duplicate = faults.strike("webhook_duplicate", { tenantId, operation: envelope.event });
        for (let copy = 0; copy < (duplicate?.copies ?? 0); copy += 1) {
          const again = prepare(webhook, envelope);
          again.fault = "webhook_duplicate";
          void send(webhook, again);
        }
      }
    },
    async test(webhook, envelope) {
      const delivery = prepare(webhook, envelope);
      const result = await post(delivery);
      delivery.state = result.error ? "failed" : "delivered";
      return result;
    },
    deliveries: () => [...log],
    clear: () => {
      log = [];
      held.clear();
    },
  };
}
