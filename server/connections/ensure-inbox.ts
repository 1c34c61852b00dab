import { and, desc, eq, isNotNull, isNull, ne } from "drizzle-orm";
import type { Queryable } from "#db/client.ts";
import { connections, inboxes, workspaces } from "#db/schema/index.ts";
import { inTenant } from "#db/tenant.ts";
import { type Actor, record } from "#server/audit/index.ts";
import { digest } from "#server/core/ids.ts";
import { inboxUrl, insertInbox, prepareInbox } from "#server/inbox/index.ts";
import { nudge } from "#server/live/index.ts";
import { MoltflowError } from "#server/moltflow/index.ts";
import { unseal } from "#server/vault/index.ts";
import { type OpenConnection, openConnection } from "./client.ts";
import { setHealth, tellsOfHealth } from "./health.ts";
import { lockConnecting } from "./lock.ts";
import { liveConnection } from "./reads.ts";
import { registerWebhook, removeWebhook, webhookName } from "./register-webhook.ts";
import { turnOf } from "./turn.ts";

/**
 * Gives the connection its inbox and registers it at MoltFlow as a webhook. When MoltFlow refuses, the connection works
 * without; the cause is kept for the screen, and calling this again tries again.
 * @throws DomainError `connection.missing`
 */
export async function ensureInbox(workspaceId: string, actor: Actor): Promise<void> {
  const connection = await openConnection(workspaceId, turnOf(actor, "send"));
  const { client, row } = connection;
  const inbox = await inboxOf(workspaceId, row.id, actor);
  const target = { ...inbox, ...(await surroundings(workspaceId, inbox.id)), knownId: row.upstreamWebhookId };
  try {
    const webhookId = await registerWebhook(client, target);
    const isLive = await keep(connection, { webhookId, failure: null, scopes: [] }, actor);
    // Disconnected meanwhile: nobody else would take it down.
    if (!isLive) await removeWebhook(client, webhookId);
  } catch (error) {
    if (!(error instanceof MoltflowError)) throw error;
    if (tellsOfHealth(error)) await setHealth(row, error.kind, error.requiredScopes);
    await keep(connection, refusal(error, row.upstreamWebhookId), actor);
  }
}

/**
 * As `ensureInbox`, and nothing once it is registered: the first number may come after the connection was made without any.
 * @throws DomainError `connection.missing`
 */
export async function ensureRegistered(workspaceId: string, actor: Actor): Promise<void> {
  const [live] = await inTenant(workspaceId, (tx) =>
    tx
      .select({ webhookId: connections.upstreamWebhookId })
      .from(connections)
      .where(liveConnection(workspaceId)),
  );
  if (live && live.webhookId === null) await ensureInbox(workspaceId, actor);
}

/** A call that failed for another reason than the address says nothing of a webhook that was there. */
function refusal({ kind, requiredScopes }: MoltflowError, knownId: string | null): Registration {
  if (kind === "invalid") return { webhookId: knownId, failure: "connection.public_url", scopes: [] };
  return { webhookId: knownId, failure: knownId ? null : `moltflow.${kind}`, scopes: requiredScopes };
}

type InboxAccess = { id: string; url: string; secret: string | null };

/** The connection's inbox, made at first use. It is committed before MoltFlow hears of it. */
async function inboxOf(workspaceId: string, connectionId: string, actor: Actor): Promise<InboxAccess> {
  const prepared = await prepareInbox(workspaceId, { name: "MoltFlow", connectionId });
  const existing = await inTenant(workspaceId, async (tx) => {
    await lockConnecting(tx, workspaceId);
    const [found] = await tx
      .select()
      .from(inboxes)
      .where(and(eq(inboxes.workspaceId, workspaceId), eq(inboxes.connectionId, connectionId)))
      .orderBy(desc(inboxes.createdAt))
      .limit(1);
    if (!found) await insertInbox(tx, prepared, actor);
    return found;
  });
  if (!existing) return prepared;
  const { id, sealedToken, sealedSecret } = existing;
  const token = await unseal({ workspaceId, purpose: "inbox-token", recordId: id }, sealedToken);
  const secret =
    sealedSecret && (await unseal({ workspaceId, purpose: "inbox-secret", recordId: id }, sealedSecret));
  return { id, url: inboxUrl(token), secret };
}

/** The name for MoltFlow's list, and how to tell the webhooks of this workspace's earlier connections. */
function surroundings(workspaceId: string, inboxId: string) {
  return inTenant(workspaceId, async (tx) => {
    const name = await readName(tx, workspaceId);
    // Other workspaces may share the MoltFlow tenant, so only addresses of our own inboxes count.
    const earlier = await tx
      .select({ tokenHash: inboxes.tokenHash })
      .from(inboxes)
      .where(
        and(eq(inboxes.workspaceId, workspaceId), isNotNull(inboxes.connectionId), ne(inboxes.id, inboxId)),
      );
    const hashes = new Set(earlier.map(({ tokenHash }) => tokenHash.toString("hex")));
    const prefix = inboxUrl("");
    const isStale = (url: string) =>
      url.startsWith(prefix) && hashes.has(digest(url.slice(prefix.length)).toString("hex"));
    return { name: webhookName(name), isStale };
  });
}

async function readName(tx: Queryable, workspaceId: string): Promise<string> {
  const [workspace] = await tx
    .select({ name: workspaces.name })
    .from(workspaces)
    .where(eq(workspaces.id, workspaceId));
  return workspace?.name ?? "";
}

type Registration = { webhookId: string | null; failure: string | null; scopes: readonly string[] };

/** Writes how the registration stands. @returns whether the connection is still live */
function keep({ row }: OpenConnection, { webhookId, failure, scopes }: Registration, actor: Actor) {
  const { workspaceId, id } = row;
  return inTenant(workspaceId, async (tx) => {
    const written = await tx
      .update(connections)
      .set({
        upstreamWebhookId: webhookId,
        webhookFailure: failure,
        missingScopes: [...new Set([...row.missingScopes, ...scopes])],
      })
      .where(and(eq(connections.id, id), isNull(connections.disconnectedAt)))
      .returning({ id: connections.id });
    if (written.length === 0) return false;
    if (webhookId && webhookId !== row.upstreamWebhookId) {
      await record(tx, {
        workspaceId,
        actor,
        action: "connection.register_webhook",
        target: id,
        details: { webhookId },
      });
    }
    await nudge(tx, workspaceId, "connection");
    return true;
  });
}
