import { and, eq, inArray, isNull } from "drizzle-orm";
import type { Transaction } from "#db/client.ts";
import { connections, numbers, pairings, workspaces } from "#db/schema/index.ts";
import { inTenant } from "#db/tenant.ts";
import { type Actor, record } from "#server/audit/index.ts";
import { messageOf } from "#server/core/errors.ts";
import { log } from "#server/core/log.ts";
import { nudge } from "#server/live/index.ts";
import type { MoltflowClient } from "#server/moltflow/index.ts";
import { VaultError } from "#server/vault/index.ts";
import { connectionMissing, liveRow, openRow } from "./client.ts";
import { removeWebhook, webhookName } from "./register-webhook.ts";
import type { Disconnected } from "./view.ts";

type ConnectionRow = typeof connections.$inferSelect;
/** Opened before the key is forgotten, said after that is committed. */
export type Goodbye = { row: ConnectionRow; say(): Promise<Disconnected["webhook"]> };

/** Keeps a client at hand for taking our webhook down once the connection is closed. */
export async function prepareGoodbye(row: ConnectionRow): Promise<Goodbye> {
  const client = await openIfPossible(row);
  return {
    row,
    async say() {
      if (!row.upstreamWebhookId) return "none";
      return client && (await removeWebhook(client, row.upstreamWebhookId)) ? "removed" : "left_behind";
    },
  };
}

/** For a workspace that goes altogether; null when there is no key, or none any more. */
export async function prepareLeave(workspaceId: string): Promise<Goodbye | null> {
  const row = await liveRow(workspaceId);
  return row?.sealedKey ? prepareGoodbye(row) : null;
}

/** A key that does not open any more must not keep anybody from disconnecting. */
async function openIfPossible(row: ConnectionRow): Promise<MoltflowClient | null> {
  try {
    return (await openRow(row, { class: "send", member: null })).client;
  } catch (error) {
    if (!(error instanceof VaultError)) throw error;
    log().warn({ err: messageOf(error), connectionId: row.id }, "connection: the stored key does not open");
    return null;
  }
}

/** Forgets the key and ends what cannot go on without it. Numbers and events stay. */
export async function closeConnection(tx: Transaction, row: ConnectionRow, actor: Actor): Promise<void> {
  const { workspaceId, id } = row;
  const at = new Date();
  await tx
    .update(connections)
    .set({
      sealedKey: null,
      sealedLogin: null,
      loginUntil: null,
      upstreamWebhookId: null,
      webhookFailure: null,
      disconnectedAt: at,
    })
    .where(and(eq(connections.workspaceId, workspaceId), eq(connections.id, id)));
  const ofConnection = tx
    .select({ id: numbers.id })
    .from(numbers)
    .where(and(eq(numbers.workspaceId, workspaceId), eq(numbers.connectionId, id)));
  await tx
    .update(pairings)
    .set({ state: "failed", failure: "disconnected", qrPng: null, nextFetchAt: null, endedAt: at })
    .where(and(isNull(pairings.endedAt), inArray(pairings.numberId, ofConnection)));
  await record(tx, { workspaceId, actor, action: "connection.disconnect", target: id });
  await nudge(tx, workspaceId, "connection");
  await nudge(tx, workspaceId, "numbers");
}

/**
 * Forgets the key at once, then takes our webhook down at MoltFlow as well as it can.
 * @throws DomainError `connection.missing`
 */
export async function disconnect(workspaceId: string, actor: Actor): Promise<Disconnected> {
  const row = await liveRow(workspaceId);
  if (!row) throw connectionMissing();
  const goodbye = await prepareGoodbye(row);
  const name = await inTenant(workspaceId, async (tx) => {
    const [workspace] = await tx
      .select({ name: workspaces.name })
      .from(workspaces)
      .where(eq(workspaces.id, workspaceId));
    await closeConnection(tx, row, actor);
    return workspace?.name ?? "";
  });
  return { webhook: await goodbye.say(), webhookName: webhookName(name) };
}
