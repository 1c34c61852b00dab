import { inTenant } from "#db/tenant.ts";
import { type Actor, record } from "#server/audit/index.ts";
import { callMoltflow, turnOf } from "#server/connections/index.ts";
import { newToken } from "#server/core/ids.ts";
import { checkWebhookUrl } from "./check-url.ts";
import { amendList, doubtList } from "./keep-changes.ts";
import { readOwnMarks, toStored, toWebhookView } from "./owners.ts";
import type { CreateWebhookInput, SavedWebhook } from "./schemas.ts";

/** Starts as secrets of this field do, so that scanners for leaked ones know it. */
export const newSecret = (): string => `whsec_${newToken()}`;

/**
 * Makes a webhook at MoltFlow. The answer is the only time that its secret is shown; it is kept nowhere here.
 * @throws DomainError `webhook.url_*`, `connection.missing`, `moltflow.*`
 */
export async function createWebhook(
  workspaceId: string,
  { name, url, events, secret = newSecret() }: CreateWebhookInput,
  actor: Actor,
): Promise<SavedWebhook> {
  await checkWebhookUrl(workspaceId, url);
  const made = await callMoltflow(workspaceId, turnOf(actor, "send"), (client) =>
    client.createWebhook({ name, url, events, ...(secret !== null && { secret }) }),
  ).catch((error: unknown) => doubtList(workspaceId, error));
  const stored = toStored(made);
  return inTenant(workspaceId, async (tx) => {
    await record(tx, {
      workspaceId,
      actor,
      action: "webhook.create",
      target: made.id,
      // Not the whole address: receivers put keys into it.
      details: { name, host: new URL(url).host, events, signed: secret !== null },
    });
    await amendList(tx, workspaceId, (webhooks) => [...webhooks, stored]);
    return { webhook: toWebhookView(stored, await readOwnMarks(tx, workspaceId)), secret };
  });
}
