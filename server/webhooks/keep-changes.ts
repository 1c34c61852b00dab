import type { Transaction } from "#db/client.ts";
import { inTenant } from "#db/tenant.ts";
import { DomainError } from "#server/core/errors.ts";
import { nudge } from "#server/live/index.ts";
import { MoltflowError } from "#server/moltflow/index.ts";
import { amendUpstream, invalidateUpstream } from "#server/upstream/index.ts";
import { webhookListKey } from "./list-webhooks.ts";
import type { StoredWebhook } from "./owners.ts";

/** Shows a change of ours in the stored list at once, and has the list read again behind the page. */
export async function amendList(
  tx: Transaction,
  workspaceId: string,
  amend: (webhooks: StoredWebhook[]) => StoredWebhook[],
): Promise<void> {
  await amendUpstream(tx, workspaceId, webhookListKey, amend);
  await invalidateUpstream(tx, workspaceId, ["listWebhooks"]);
  await nudge(tx, workspaceId, "webhooks");
}

/** Where MoltFlow may have done what it did not confirm, or has it no more, the stored list is old. @throws the error */
export async function doubtList(workspaceId: string, error: unknown): Promise<never> {
  const cause = error instanceof DomainError ? error.cause : error;
  if (cause instanceof MoltflowError && (cause.outcome === "unknown" || cause.kind === "not_found")) {
    await inTenant(workspaceId, (tx) => invalidateUpstream(tx, workspaceId, ["listWebhooks"]));
  }
  throw error;
}
