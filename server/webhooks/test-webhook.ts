import { inTenant } from "#db/tenant.ts";
import { type Actor, record } from "#server/audit/index.ts";
import { type Guard, onTheirs } from "./on-theirs.ts";
import { assertTheirs } from "./owners.ts";
import type { WebhookTestView } from "./schemas.ts";

/**
 * Has MoltFlow deliver a sample now. Of protected ones, only the workspace's own may be tried: a sample in another
 * workspace's inbox would look like an event there.
 * @throws DomainError `webhook.protected_elsewhere`, `connection.missing`, `moltflow.*`
 */
export async function testWebhook(
  workspaceId: string,
  webhookId: string,
  actor: Actor,
): Promise<WebhookTestView> {
  const guard: Guard = (owner) => {
    if (owner === "elsewhere") assertTheirs(owner);
  };
  const result = await onTheirs(
    workspaceId,
    webhookId,
    actor,
    (client) => client.testWebhook(webhookId),
    guard,
  );
  await inTenant(workspaceId, (tx) =>
    record(tx, {
      workspaceId,
      actor,
      action: "webhook.test",
      target: webhookId,
      details: { success: result.success, status: result.statusCode },
    }),
  );
  return result;
}
