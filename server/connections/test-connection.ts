import { and, eq, isNull } from "drizzle-orm";
import { connections } from "#db/schema/index.ts";
import { inTenant } from "#db/tenant.ts";
import type { Actor } from "#server/audit/index.ts";
import { nudge } from "#server/live/index.ts";
import { fitSoon } from "#server/plans/index.ts";
import { type OpenConnection, openConnection } from "./client.ts";
import { ensureInbox } from "./ensure-inbox.ts";
import { explained } from "./explain.ts";
import { setHealth, tellsOfHealth } from "./health.ts";
import { type Account, describeAccount, inspectAccount } from "./inspect.ts";
import { stillChanging } from "./lock.ts";
import { readConnection } from "./reads.ts";
import { saveSessions } from "./save-sessions.ts";
import { turnOf } from "./turn.ts";
import type { ConnectionView } from "./view.ts";

/**
 * Reads account, numbers and webhook again, and registers the inbox if numbers are allowed and it is missing. A key
 * that is refused, or a MoltFlow that is not reached, is the test's result: see `health`.
 * @throws DomainError `connection.missing`, `connection.changing`, `moltflow.*` for what tells nothing of the key
 */
export async function testConnection(workspaceId: string, actor: Actor): Promise<ConnectionView> {
  const connection = await openConnection(workspaceId, turnOf(actor, "read"));
  const account = await inspectOrNote(connection);
  if (account) await keep(connection, account);
  const view = await readView(workspaceId);
  if (!account || !view.numbers.some(({ allowed }) => allowed)) return view;
  await ensureInbox(workspaceId, actor);
  return readView(workspaceId);
}

/** Null when the account could not be read; why is then the connection's health. */
async function inspectOrNote({ client, row }: OpenConnection): Promise<Account | null> {
  try {
    return await inspectAccount(client);
  } catch (error) {
    if (!tellsOfHealth(error)) return explained(() => Promise.reject(error));
    await setHealth(row, error.kind, error.requiredScopes);
    return null;
  }
}

function keep({ row }: OpenConnection, account: Account): Promise<void> {
  const { workspaceId, id } = row;
  return inTenant(workspaceId, async (tx) => {
    const written = await tx
      .update(connections)
      .set(describeAccount(account))
      .where(and(eq(connections.id, id), isNull(connections.disconnectedAt)))
      .returning({ id: connections.id });
    if (written.length === 0) throw stillChanging();
    await fitSoon(tx, workspaceId);
    await saveSessions(tx, row, account.sessions, account.readAt);
    await nudge(tx, workspaceId, "connection");
    await nudge(tx, workspaceId, "numbers");
  });
}

function readView(workspaceId: string): Promise<ConnectionView> {
  return inTenant(workspaceId, async (tx) => {
    const view = await readConnection(tx, workspaceId);
    if (!view) throw stillChanging();
    return view;
  });
}
