import { inTenant } from "#db/tenant.ts";
import type { Actor } from "#server/audit/index.ts";
import { callMoltflow, turnOf } from "#server/connections/index.ts";
import type { MoltflowClient, Webhook } from "#server/moltflow/index.ts";
import { doubtList } from "./keep-changes.ts";
import { assertTheirs, ownerOf, readOwnMarks, toStored } from "./owners.ts";
import type { WebhookOwner } from "./schemas.ts";

/** Throws for a webhook that must be left alone. */
export type Guard = (owner: WebhookOwner) => void;

/** Asks MoltFlow whose the webhook is before anything is done to it: the stored list may be old. */
export async function onTheirs<T>(
  workspaceId: string,
  webhookId: string,
  actor: Actor,
  act: (client: MoltflowClient, webhook: Webhook) => Promise<T>,
  guard: Guard = assertTheirs,
): Promise<T> {
  const marks = await inTenant(workspaceId, (tx) => readOwnMarks(tx, workspaceId));
  return callMoltflow(workspaceId, turnOf(actor, "send"), async (client) => {
    const webhook = await client.getWebhook(webhookId);
    guard(ownerOf(toStored(webhook), marks));
    return act(client, webhook);
  }).catch((error: unknown) => doubtList(workspaceId, error));
}
