import { and, eq } from "drizzle-orm";
import { numbers } from "#db/schema/index.ts";
import { inTenant } from "#db/tenant.ts";
import { type Actor, record } from "#server/audit/index.ts";
import { callMoltflow, turnOf } from "#server/connections/index.ts";
import { nudge } from "#server/live/index.ts";
import { type MoltflowClient, MoltflowError } from "#server/moltflow/index.ts";
import { fitSoon } from "#server/plans/index.ts";
import { getNumber } from "./reads.ts";

/**
 * Deletes the number at MoltFlow and here, with its pairings and sent messages; its events are shown no longer.
 * @throws DomainError `number.not_found`, `connection.missing`, `moltflow.*`
 */
export async function deleteNumber(workspaceId: string, numberId: string, actor: Actor): Promise<void> {
  const { sessionId } = await inTenant(workspaceId, (tx) => getNumber(tx, workspaceId, numberId));
  await callMoltflow(workspaceId, turnOf(actor, "send"), (client) => deleteSession(client, sessionId));
  await inTenant(workspaceId, async (tx) => {
    await tx.delete(numbers).where(and(eq(numbers.workspaceId, workspaceId), eq(numbers.id, numberId)));
    const details = { sessionId };
    await record(tx, { workspaceId, actor, action: "number.delete", target: numberId, details });
    await fitSoon(tx, workspaceId);
    await nudge(tx, workspaceId, "numbers");
    await nudge(tx, workspaceId, "connection");
  });
}

async function deleteSession(client: MoltflowClient, sessionId: string): Promise<void> {
  try {
    await client.deleteSession(sessionId);
  } catch (error) {
    // Deleted in MoltFlow's own pages, or by a click whose answer got lost.
    if (!(error instanceof MoltflowError) || error.kind !== "not_found") throw error;
  }
}
