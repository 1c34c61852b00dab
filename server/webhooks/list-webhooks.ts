import { inTenant } from "#db/tenant.ts";
import type { Actor } from "#server/audit/index.ts";
import { callMoltflow, turnOf } from "#server/connections/index.ts";
import { DomainError } from "#server/core/errors.ts";
import { type Fresh, readUpstream, refreshUpstream, upstreamKey } from "#server/upstream/index.ts";
import { readOwnMarks, type StoredWebhook, toStored, toWebhookView } from "./owners.ts";
import type { WebhookList, WebhookView } from "./schemas.ts";

export const webhookListKey = upstreamKey("listWebhooks", {});

/**
 * The webhooks of the MoltFlow account, oldest first, as MoltFlow last told them. Where it has never told them and
 * refuses to, the list says why in `failure`.
 */
export async function listWebhooks(workspaceId: string, actor: Actor): Promise<WebhookList> {
  try {
    return await toList(workspaceId, await readUpstream(workspaceId, webhookListKey, turnOf(actor, "read")));
  } catch (error) {
    if (!(error instanceof DomainError)) throw error;
    return { data: null, fetchedAt: null, state: "failed", failure: error.reason, refreshAt: null };
  }
}

/** Asks MoltFlow anew. @throws DomainError as `refreshUpstream` */
export async function refreshWebhooks(workspaceId: string, actor: Actor): Promise<WebhookList> {
  return toList(workspaceId, await refreshUpstream(workspaceId, webhookListKey, actor));
}

/** One webhook as it is at MoltFlow now. @throws DomainError `moltflow.*` */
export async function getWebhook(workspaceId: string, webhookId: string, actor: Actor): Promise<WebhookView> {
  const webhook = await callMoltflow(workspaceId, turnOf(actor, "read"), (client) =>
    client.getWebhook(webhookId),
  );
  const marks = await inTenant(workspaceId, (tx) => readOwnMarks(tx, workspaceId));
  return toWebhookView(toStored(webhook), marks);
}

async function toList(workspaceId: string, fresh: Fresh<StoredWebhook[]>): Promise<WebhookList> {
  const marks = await inTenant(workspaceId, (tx) => readOwnMarks(tx, workspaceId));
  const age = ({ createdAt }: WebhookView) => createdAt ?? "";
  const data = fresh.data
    ?.map((webhook) => toWebhookView(webhook, marks))
    .sort((a, b) => age(a).localeCompare(age(b)));
  return { ...fresh, data: data ?? null };
}
