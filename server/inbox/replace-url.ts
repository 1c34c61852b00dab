import { inTenant } from "#db/tenant.ts";
import { type Actor, record } from "#server/audit/index.ts";
import { moltflowFor, turnOf } from "#server/connections/index.ts";
import { DomainError } from "#server/core/errors.ts";
import { digest, newToken } from "#server/core/ids.ts";
import { type MoltflowClient, MoltflowError } from "#server/moltflow/index.ts";
import { seal, unseal } from "#server/vault/index.ts";
import { findUpstreamWebhook, getInbox, updateInbox, withInboxLock } from "./change-inbox.ts";
import { announceInbox, inboxUrl } from "./create-inbox.ts";
import type { InboxUrl } from "./schemas.ts";

/**
 * The address of an inbox, for somebody who sets up a sender. Whoever has it can send, so the look is on record.
 * @throws DomainError `inbox.not_found`
 */
export async function showUrl(workspaceId: string, inboxId: string, actor: Actor): Promise<InboxUrl> {
  const { sealedToken } = await inTenant(workspaceId, async (tx) => {
    const inbox = await getInbox(tx, workspaceId, inboxId);
    await record(tx, { workspaceId, actor, action: "inbox.show_url", target: inboxId });
    return inbox;
  });
  const token = await unseal({ workspaceId, purpose: "inbox-token", recordId: inboxId }, sealedToken);
  return { url: inboxUrl(token) };
}

/**
 * Gives an inbox a new address; the old one is dead at once. At an inbox that MoltFlow delivers to, MoltFlow is told
 * first, so that a refusal changes nothing.
 * @throws DomainError `inbox.not_found`, conflict `inbox.busy`, upstream `inbox.url_refused` (nothing changed) or
 * `inbox.url_unknown`
 */
export async function replaceUrl(workspaceId: string, inboxId: string, actor: Actor): Promise<InboxUrl> {
  const webhookId = await inTenant(workspaceId, async (tx) =>
    findUpstreamWebhook(tx, await getInbox(tx, workspaceId, inboxId)),
  );
  const token = newToken();
  const url = inboxUrl(token);
  const sealedToken = await seal({ workspaceId, purpose: "inbox-token", recordId: inboxId }, token);
  const store = () =>
    inTenant(workspaceId, async (tx) => {
      const inbox = await getInbox(tx, workspaceId, inboxId);
      await updateInbox(tx, inbox, { tokenHash: digest(token), sealedToken });
      await record(tx, { workspaceId, actor, action: "inbox.replace_url", target: inboxId });
      await announceInbox(tx, workspaceId, inboxId);
    });
  if (webhookId === null) await store();
  else
    await withInboxLock(inboxId, async () => {
      await moveWebhook(await moltflowFor(workspaceId, turnOf(actor, "send")), webhookId, url);
      await store();
    });
  return { url };
}

async function moveWebhook(moltflow: MoltflowClient, webhookId: string, url: string): Promise<void> {
  try {
    await moltflow.updateWebhook(webhookId, { url });
  } catch (error) {
    if (!(error instanceof MoltflowError)) throw error;
    const moved = error.outcome === "unknown" ? await hasMoved(moltflow, webhookId, url) : false;
    if (moved === true) return;
    throw moved === false ? refusedError(error) : unknownError(error);
  }
}

/** Where MoltFlow delivers to now; `unknown` when it does not say. */
async function hasMoved(
  moltflow: MoltflowClient,
  webhookId: string,
  url: string,
): Promise<boolean | "unknown"> {
  try {
    const webhooks = await moltflow.listWebhooks();
    return webhooks.some((webhook) => webhook.id === webhookId && webhook.url === url);
  } catch (error) {
    if (error instanceof MoltflowError) return "unknown";
    throw error;
  }
}

const refusedError = (cause: MoltflowError) =>
  new DomainError(
    "upstream",
    "inbox.url_refused",
    `MoltFlow did not take the new address (${cause.kind}), so the old one stays in use. Test the connection, then try again.`,
    { params: { kind: cause.kind }, cause },
  );

const unknownError = (cause: MoltflowError) =>
  new DomainError(
    "upstream",
    "inbox.url_unknown",
    `MoltFlow did not say whether it took the new address (${cause.kind}). The old one stays in use here; test the connection to see where MoltFlow delivers, then try again.`,
    { params: { kind: cause.kind }, cause },
  );
