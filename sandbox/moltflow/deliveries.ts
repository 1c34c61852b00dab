import type { Webhook } from "./store.ts";

export type Envelope = { event: string; timestamp: string; data: Record<string, unknown> };

export type Attempt = { atMs: number; status: number | null; error: string | null; durationMs: number };

export type Delivery = {
  id: string;
  webhookId: string;
  tenantId: string;
  url: string;
  event: string;
  /** The exact bytes sent, as text. */
  body: string;
  signature: string | null;
  state: "waiting" | "delivered" | "failed" | "dropped";
  fault: string | null;
  attempts: Attempt[];
  nextAttemptAtMs: number | null;
};

export type WebhookDispatcher = {
  /** Hands an event to every active webhook of the tenant that wants it. */
  dispatch(tenantId: string, envelope: Envelope): void;
  /** One delivery now, without retries and without faults. */
  test(webhook: Webhook, envelope: Envelope): Promise<Attempt>;
  deliveries(): Delivery[];
  clear(): void;
};
