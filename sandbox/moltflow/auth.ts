import { createHash, createHmac, timingSafeEqual } from "node:crypto";
import { z } from "zod";
import { ApiError } from "./api-error.ts";
import type { Operation } from "./contract.ts";
import type { Sandbox } from "./sandbox.ts";
import type { ApiKey, Tenant } from "./store.ts";

/** Who calls. Without a key it is a user with a stream token, whom scopes do not bind. */
export type Caller = { tenant: Tenant; key: ApiKey | null };

const tokenLifeMs = 30 * 60_000;
// Not a secret: stream tokens only open the sandbox's own made-up sessions.
const tokenSecret = "moltflow-sandbox";

export function digestOf(rawKey: string): string {
  return createHash("sha256").update(rawKey).digest("hex");
}

/** Makes and stores a key. @param rawKey a chosen key, else one is drawn */
export function issueKey(
  sandbox: Sandbox,
  wish: {
    tenantId: string;
    name: string;
    scopes: string[];
    expiresAtMs?: number | null;
    rawKey?: string;
    shown: boolean;
  },
): { key: ApiKey; rawKey: string } {
  const rawKey = wish.rawKey ?? `mf_${sandbox.random.hex(40)}`;
  const key = sandbox.store.apiKeys.add({
    id: sandbox.random.uuid(),
    tenantId: wish.tenantId,
    name: wish.name,
    prefix: rawKey.slice(0, 7),
    digest: digestOf(rawKey),
    shownKey: wish.shown ? rawKey : null,
    scopes: wish.scopes,
    expiresAtMs: wish.expiresAtMs ?? null,
    lastUsedAtMs: null,
    createdAtMs: sandbox.clock.now(),
    isActive: true,
  });
  sandbox.changed();
  return { key, rawKey };
}

const tokenPayload = z.object({ tenant_id: z.string(), exp: z.number() });

function tokenSignature(signed: string): string {
  return createHmac("sha256", tokenSecret).update(signed).digest("base64url");
}

/** A JWT as a signed-in user would hold it; opens event streams for 30 minutes. */
export function issueStreamToken(sandbox: Sandbox, tenantId: string): { token: string; expiresAtMs: number } {
  const expiresAtMs = sandbox.clock.now() + tokenLifeMs;
  const encode = (value: unknown) => Buffer.from(JSON.stringify(value)).toString("base64url");
  const signed = `${encode({ alg: "HS256", typ: "JWT" })}.${encode({ tenant_id: tenantId, exp: Math.floor(expiresAtMs / 1000) })}`;
  return { token: `${signed}.${tokenSignature(signed)}`, expiresAtMs };
}

function tenantOfToken(sandbox: Sandbox, token: string): Tenant | null {
  const [header = "", payload = "", signature = ""] = token.split(".");
  const expected = Buffer.from(tokenSignature(`${header}.${payload}`));
  const given = Buffer.from(signature);
  if (expected.length !== given.length || !timingSafeEqual(expected, given)) return null;
  const claims = tokenPayload.parse(JSON.parse(Buffer.from(payload, "base64url").toString("utf8")));
  if (claims.exp * 1000 <= sandbox.clock.now()) return null;
  return sandbox.store.tenants.get(claims.tenant_id) ?? null;
}

function callerOfKey(sandbox: Sandbox, rawKey: string): Caller | null {
  const digest = digestOf(rawKey);
  const key = sandbox.store.apiKeys.find((row) => row.digest === digest);
  if (!key?.isActive) return null;
  if (key.expiresAtMs !== null && key.expiresAtMs <= sandbox.clock.now()) return null;
  const tenant = sandbox.store.tenants.get(key.tenantId);
  return tenant ? { tenant, key } : null;
}

/** Null only for a public operation called without a key. @throws ApiError 401 */
export function authenticate(sandbox: Sandbox, operation: Operation, request: Request): Caller | null {
  const rawKey = request.headers.get("x-api-key");
  const caller = rawKey ? callerOfKey(sandbox, rawKey) : callerOfToken(sandbox, operation, request);
  if (!caller && !operation.isPublic) throw new ApiError(401, "Not authenticated");
  return caller;
}

function callerOfToken(sandbox: Sandbox, operation: Operation, request: Request): Caller | null {
  if (!operation.takesToken) return null;
  const bearer = /^Bearer (.+)$/i.exec(request.headers.get("authorization") ?? "")?.[1];
  const token = bearer ?? new URL(request.url).searchParams.get("token");
  const tenant = token ? tenantOfToken(sandbox, token) : null;
  return tenant ? { tenant, key: null } : null;
}

/** Whether granted scopes cover one; `manage` includes `read`, and the old `*` covers everything. */
function covers(granted: readonly string[], scope: string): boolean {
  const [resource, action] = scope.split(":");
  return (
    granted.includes("*") ||
    granted.includes(scope) ||
    (action === "read" && granted.includes(`${resource}:manage`))
  );
}

export function missingScope(scope: string): ApiError {
  return new ApiError(403, `Missing required scope: ${scope}`, { "X-Required-Scopes": scope });
}

/** @throws ApiError 403 with `X-Required-Scopes` */
export function requireScope(caller: Caller, operation: Operation): void {
  if (!caller.key || !operation.scope || covers(caller.key.scopes, operation.scope)) return;
  throw missingScope(operation.scope);
}
