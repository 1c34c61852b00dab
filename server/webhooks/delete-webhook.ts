import { inTenant } from "#db/tenant.ts";
import { type Actor, record } from "#server/audit/index.ts";
import { summary } from "./change-webhook.ts";
import { amendList } from "./keep-changes.ts";
import { onTheirs } from "./on-theirs.ts";

/**
 * Deletes a webhook at MoltFlow for good.
 * @throws DomainError `webhook.protected_*`, `connection.missing`, `moltflow.*`
 */
export async function deleteWebhook(workspaceId: string, webhookId: string, actor: Actor): Promise<void> {
  const gone = await onTheirs(workspaceId, webhookId, actor, async (client, webhook) => {
    await client.deleteWebhook(webhookId);
    return webhook;
  });
  await inTenant(workspaceId, async (tx) => {
    const { name, host, events } = summary(gone);
    const details = { name, host, events };
    await record(tx, { workspaceId, actor, action: "webhook.delete", target: webhookId, details });
    await amendList(tx, workspaceId, (webhooks) => webhooks.filter(({ id }) => id !== webhookId));
  });
}
