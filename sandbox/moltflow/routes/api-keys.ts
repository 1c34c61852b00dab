import { z } from "zod";
import type { Call, Handlers } from "../api.ts";
import { ApiError } from "../api-error.ts";
import { digestOf, issueKey } from "../auth.ts";
import type { ApiKey } from "../store.ts";
import { apiKeyView } from "../views.ts";

const creation = z.object({
  name: z.string(),
  scopes: z.array(z.string()),
  expires_in_days: z.number().optional(),
});
const dayMs = 86_400_000;

function keyOf(call: Call): ApiKey {
  const key = call.sandbox.store.apiKeys.getOf(call.tenant.id, call.param("key_id"));
  if (!key) throw new ApiError(404, "API key not found");
  return key;
}

function createApiKey(call: Call) {
  const { sandbox, tenant } = call;
  const body = creation.parse(call.body);
  const unknown = body.scopes.find((scope) => scope !== "*" && !sandbox.contract.scopes.includes(scope));
  if (unknown) throw new ApiError(400, `Unknown scope: ${unknown}`);
  const { key, rawKey } = issueKey(sandbox, {
    tenantId: tenant.id,
    name: body.name,
    scopes: body.scopes,
    expiresAtMs: body.expires_in_days ? sandbox.clock.now() + body.expires_in_days * dayMs : null,
    shown: false,
  });
  return { status: 201, json: { ...apiKeyView(key), raw_key: rawKey } };
}

function rotateApiKey(call: Call) {
  const key = keyOf(call);
  const rawKey = `mf_${call.sandbox.random.hex(40)}`;
  key.digest = digestOf(rawKey);
  key.prefix = rawKey.slice(0, 7);
  key.shownKey = key.shownKey === null ? null : rawKey;
  return { status: 200, json: { ...apiKeyView(key), raw_key: rawKey } };
}

export const apiKeyHandlers: Handlers = {
  listApiKeys: ({ sandbox, tenant }) => ({
    status: 200,
    json: sandbox.store.apiKeys.of(tenant.id).map(apiKeyView),
  }),
  createApiKey,
  getApiKey: (call) => ({ status: 200, json: apiKeyView(keyOf(call)) }),
  // Revoking deactivates: the row stays, so that the list still explains why a client stopped working.
  revokeApiKey: (call) => {
    const key = keyOf(call);
    key.isActive = false;
    return { status: 200, json: { status: "deleted", id: key.id } };
  },
  rotateApiKey,
};
