import { connections, numbers } from "#db/schema/index.ts";
import { env } from "#server/core/env.ts";

/** A number that the key can reach, allowed here or not. */
export type ConnectedNumber = {
  sessionId: string;
  name: string;
  phoneNumber: string | null;
  status: string;
  isBusiness: boolean;
  allowed: boolean;
};

/** The workspace's connection as screens show it; the key is only hinted at. Instants are ISO 8601. */
export type ConnectionView = {
  id: string;
  host: string;
  isSandbox: boolean;
  keyHint: string;
  tenantName: string | null;
  plan: string | null;
  requestsPerMinute: number;
  /** Scopes that calls asked for and the key does not have. */
  missingScopes: string[];
  /** `ok`, or the kind of the error that the last call met: a key of `errors.moltflow.`. */
  health: string;
  checkedAt: string;
  /** Until when a person's login lets us follow sessions; null without one. */
  loginUntil: string | null;
  webhook: "registered" | "missing";
  /** Why the last try to register the inbox failed, as a key of `errors.`; null when it was not tried yet. */
  webhookFailure: string | null;
  numbers: ConnectedNumber[];
};

/** Whether "use the sandbox" is offered; its page's address. */
export type ConnectionOptions = { sandboxUrl: string | null };

/**
 * What became of the inbox's registration upstream: `none` was there, it was `removed`, or it was `left_behind` because
 * MoltFlow could not be reached or refused; then somebody has to delete `webhookName` in MoltFlow.
 */
export type Disconnected = { webhook: "none" | "removed" | "left_behind"; webhookName: string };

/** The columns that the view needs: none of them is a secret. */
export const connectionColumns = {
  id: connections.id,
  baseUrl: connections.baseUrl,
  keyHint: connections.keyHint,
  upstreamTenantName: connections.upstreamTenantName,
  plan: connections.plan,
  requestsPerMinute: connections.requestsPerMinute,
  missingScopes: connections.missingScopes,
  health: connections.health,
  checkedAt: connections.checkedAt,
  loginUntil: connections.loginUntil,
  upstreamWebhookId: connections.upstreamWebhookId,
  webhookFailure: connections.webhookFailure,
};

export const numberColumns = {
  sessionId: numbers.sessionId,
  name: numbers.name,
  phoneNumber: numbers.phoneNumber,
  status: numbers.status,
  isBusiness: numbers.isBusiness,
  allowed: numbers.allowed,
};

type ConnectionRow = Pick<typeof connections.$inferSelect, keyof typeof connectionColumns>;

export function toConnectionView(row: ConnectionRow, reachable: ConnectedNumber[]): ConnectionView {
  return {
    id: row.id,
    host: new URL(row.baseUrl).host,
    isSandbox: isSandbox(row.baseUrl),
    keyHint: row.keyHint,
    tenantName: row.upstreamTenantName,
    plan: row.plan,
    requestsPerMinute: row.requestsPerMinute,
    missingScopes: row.missingScopes,
    health: row.health,
    checkedAt: row.checkedAt.toISOString(),
    loginUntil: row.loginUntil && row.loginUntil > new Date() ? row.loginUntil.toISOString() : null,
    webhook: row.upstreamWebhookId && !row.webhookFailure ? "registered" : "missing",
    webhookFailure: row.webhookFailure,
    numbers: reachable,
  };
}

/** The sandbox's origin without a trailing slash; null where this installation has none. */
export const sandboxUrl = (): string | null => env().MOLTFLOW_SANDBOX_URL?.replace(/\/+$/, "") ?? null;

export const isSandbox = (baseUrl: string): boolean => baseUrl === sandboxUrl();
