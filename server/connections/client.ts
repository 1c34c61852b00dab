import { connections } from "#db/schema/index.ts";
import { inTenant } from "#db/tenant.ts";
import { DomainError } from "#server/core/errors.ts";
import { log } from "#server/core/log.ts";
import {
  askOf,
  createMoltflowClient,
  type MoltflowClient,
  type MoltflowClientOptions,
  standInLine,
  type Turn,
} from "#server/moltflow/index.ts";
import { unseal, VaultError } from "#server/vault/index.ts";
import { explained } from "./explain.ts";
import { watchHealth } from "./health.ts";
import { liveConnection } from "./reads.ts";
import { withinMinute } from "./within-minute.ts";

/** `retries: 0` where each upstream call is counted; `watched: false` where a refusal says nothing of the connection. */
type CallOptions = Pick<MoltflowClientOptions, "retries"> & { watched?: boolean };
type ConnectionRow = typeof connections.$inferSelect;
/** A connection whose key has been opened. Keep it out of views, logs and errors. */
export type OpenConnection = { row: ConnectionRow; client: MoltflowClient };

/** The live connection's row; it holds the sealed key. */
export async function liveRow(workspaceId: string): Promise<ConnectionRow | null> {
  const [row] = await inTenant(workspaceId, (tx) =>
    tx.select().from(connections).where(liveConnection(workspaceId)),
  );
  return row ?? null;
}

/** @throws VaultError when the stored key does not open */
export async function openRow(
  row: ConnectionRow,
  turn: Turn,
  { retries }: CallOptions = {},
): Promise<OpenConnection> {
  if (!row.sealedKey) throw connectionMissing();
  const place = { workspaceId: row.workspaceId, purpose: "moltflow-key", recordId: row.id } as const;
  const apiKey = await unseal(place, row.sealedKey);
  const counted = retries === undefined ? {} : { retries };
  const { workspaceId } = row;
  const takeTurn = withinMinute(workspaceId, turn, standInLine(row, askOf(workspaceId, turn)));
  return {
    row,
    client: createMoltflowClient({ ...counted, baseUrl: row.baseUrl, apiKey, log: log(), takeTurn }),
  };
}

/** @throws DomainError `connection.missing`, `connection.key_unreadable` */
export async function openConnection(
  workspaceId: string,
  turn: Turn,
  options: CallOptions = {},
): Promise<OpenConnection> {
  const row = await liveRow(workspaceId);
  if (!row) throw connectionMissing();
  try {
    return await openRow(row, turn, options);
  } catch (error) {
    throw error instanceof VaultError ? keyUnreadable(error) : error;
  }
}

/**
 * A client with the workspace's key; what its calls meet is kept as the connection's health. Check the allowlist before
 * you name a session to it. Calls throw `MoltflowError`.
 * @throws DomainError `connection.missing`, `connection.key_unreadable`
 */
export async function moltflowFor(
  workspaceId: string,
  turn: Turn,
  options: CallOptions = {},
): Promise<MoltflowClient> {
  const { row, client } = await openConnection(workspaceId, turn, options);
  return options.watched === false ? client : watchHealth(client, row);
}

/**
 * Calls MoltFlow for a person; `call` also gets the id of the connection that it goes through.
 * @throws DomainError `connection.missing`, `moltflow.*`
 */
export async function callMoltflow<T>(
  workspaceId: string,
  turn: Turn,
  call: (client: MoltflowClient, connectionId: string) => Promise<T>,
): Promise<T> {
  const { row, client } = await openConnection(workspaceId, turn);
  return explained(() => call(watchHealth(client, row), row.id), row.requestsPerMinute);
}

export function connectionMissing(): DomainError {
  return new DomainError(
    "conflict",
    "connection.missing",
    "This workspace is not connected to MoltFlow. An owner or admin connects it under Settings → Connection.",
  );
}

const keyUnreadable = (cause: VaultError) =>
  new DomainError(
    "unavailable",
    "connection.key_unreadable",
    "The stored MoltFlow key does not open on this installation. Connect again with the key; if that fails too, whoever runs this Moltdesk checks MASTER_KEYS.",
    { cause },
  );
