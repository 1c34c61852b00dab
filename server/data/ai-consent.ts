import type { Actor } from "#server/audit/index.ts";
import { callMoltflow, turnOf } from "#server/connections/index.ts";
import type { AiConsentView } from "./schemas.ts";

/**
 * Whether MoltFlow may process the account's messages with AI, as MoltFlow says at this moment.
 * @throws DomainError `connection.missing`, `moltflow.*`
 */
export async function checkAiConsent(workspaceId: string, actor: Actor): Promise<AiConsentView> {
  const { aiConsentEnabled } = await callMoltflow(workspaceId, turnOf(actor, "read"), (client) =>
    client.getTenantSettings(),
  );
  return { aiConsentEnabled, checkedAt: new Date().toISOString() };
}
