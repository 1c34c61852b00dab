import { inTenant } from "#db/tenant.ts";
import { type Actor, record } from "#server/audit/index.ts";
import type { Webhook, WebhookChange } from "#server/moltflow/index.ts";
import { checkWebhookUrl } from "./check-url.ts";
import { newSecret } from "./create-webhook.ts";
import { amendList } from "./keep-changes.ts";
import { onTheirs } from "./on-theirs.ts";
import { readOwnMarks, toStored, toWebhookView } from "./owners.ts";
import type { ChangeWebhookInput, SavedWebhook } from "./schemas.ts";

/**
 * Changes a webhook at MoltFlow; what the input leaves out stays.
 * @throws DomainError `webhook.url_*`, `webhook.protected_*`, `connection.missing`, `moltflow.*`
 */
export async function changeWebhook(
  workspaceId: string,
  { webhookId, secret: wanted, isActive, ...input }: ChangeWebhookInput,
  actor: Actor,
): Promise<SavedWebhook> {
  const { url, events, name } = input;
  if (url !== undefined) await checkWebhookUrl(workspaceId, url);
  const secret = wanted === "new" ? newSecret() : wanted;
  const change: WebhookChange = {
    ...(name !== undefined && { name }),
    ...(url !== undefined && { url }),
    ...(events !== undefined && { events }),
    ...(secret !== undefined && { secret }),
    ...(isActive !== undefined && { isActive }),
  };
  const { before, after } = await onTheirs(workspaceId, webhookId, actor, async (client, before) => ({
    before,
    // MoltFlow takes no change without a field.
    after: Object.keys(change).length === 0 ? before : await client.updateWebhook(webhookId, change),
  }));
  const stored = toStored(after);
  return inTenant(workspaceId, async (tx) => {
    await record(tx, {
      workspaceId,
      actor,
      action: "webhook.change",
      target: webhookId,
      details: { before: summary(before), after: summary(after), secret: secret !== undefined },
    });
    await amendList(tx, workspaceId, (webhooks) =>
      webhooks.map((one) => (one.id === webhookId ? stored : one)),
    );
    const webhook = toWebhookView(stored, await readOwnMarks(tx, workspaceId));
    return { webhook, secret: wanted === "new" ? (secret ?? null) : null };
  });
}

/** What the audit tells of a webhook. */
export const summary = ({ name, url, events, isActive }: Webhook) => ({
  name,
  host: URL.parse(url)?.host ?? null,
  events,
  active: isActive,
});
