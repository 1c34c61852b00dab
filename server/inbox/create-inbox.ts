import { sql } from "drizzle-orm";
import type { Transaction } from "#db/client.ts";
import { inboxes } from "#db/schema/index.ts";
import { inTenant } from "#db/tenant.ts";
import { type Actor, record } from "#server/audit/index.ts";
import { env } from "#server/core/env.ts";
import { digest, newId, newToken } from "#server/core/ids.ts";
import { nudge } from "#server/live/index.ts";
import { seal } from "#server/vault/index.ts";
import { inboxChannel } from "./lookup.ts";
import type { CreatedInbox } from "./schemas.ts";

export type NewInbox = {
  name: string;
  /** Left out: one is made. Null: the inbox accepts everything and marks it unsigned. */
  secret?: string | null;
  /** The connection whose events will arrive here. */
  connectionId?: string;
};

/** An inbox that is ready to be written. `url` and `secret` are in the clear: for the person, or for MoltFlow. */
export type PreparedInbox = CreatedInbox & { row: typeof inboxes.$inferInsert };

/** Where an inbox listens. */
export const inboxUrl = (token: string): string => `${env().PUBLIC_URL}/in/${token}`;

/** Makes the parts of an inbox and seals them. Call it before the transaction that inserts it. */
export async function prepareInbox(
  workspaceId: string,
  { name, secret = newToken(), connectionId }: NewInbox,
): Promise<PreparedInbox> {
  const id = newId();
  const token = newToken();
  const [sealedToken, sealedSecret] = await Promise.all([
    seal({ workspaceId, purpose: "inbox-token", recordId: id }, token),
    secret === null ? null : seal({ workspaceId, purpose: "inbox-secret", recordId: id }, secret),
  ]);
  const row = { workspaceId, id, name, tokenHash: digest(token), sealedToken, sealedSecret };
  return { id, url: inboxUrl(token), secret, row: { ...row, connectionId: connectionId ?? null } };
}

/** Tells every process, at commit, to forget what it cached of an inbox, and the screens to look again. */
export async function announceInbox(tx: Transaction, workspaceId: string, inboxId: string): Promise<void> {
  await tx.execute(sql`select pg_notify(${inboxChannel}, ${inboxId})`);
  await nudge(tx, workspaceId, "inboxes");
}

/** Writes a prepared inbox in the caller's transaction. */
export async function insertInbox(tx: Transaction, { id, row }: PreparedInbox, actor: Actor): Promise<void> {
  const { workspaceId, name } = row;
  await tx.insert(inboxes).values(row);
  await record(tx, {
    workspaceId,
    actor,
    action: "inbox.create",
    target: id,
    details: { name, signed: row.sealedSecret !== null, connected: row.connectionId !== null },
  });
  await announceInbox(tx, workspaceId, id);
}

/** Makes an inbox. The answer is the only time that its secret is shown. */
export async function createInbox(workspaceId: string, inbox: NewInbox, actor: Actor): Promise<CreatedInbox> {
  const prepared = await prepareInbox(workspaceId, inbox);
  await inTenant(workspaceId, (tx) => insertInbox(tx, prepared, actor));
  const { id, url, secret } = prepared;
  return { id, url, secret };
}
