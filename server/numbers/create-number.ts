import { numbers } from "#db/schema/index.ts";
import { inTenant } from "#db/tenant.ts";
import { type Actor, record } from "#server/audit/index.ts";
import { callMoltflow, ensureRegistered, turnOf } from "#server/connections/index.ts";
import { newId } from "#server/core/ids.ts";
import { nudge } from "#server/live/index.ts";
import { assertRoom, fitSoon } from "#server/plans/index.ts";
import { getNumber } from "./reads.ts";
import type { NumberView } from "./view.ts";

/**
 * Makes a number at MoltFlow; it is allowed here at once and waits to be paired. With the first one
 * the inbox is registered, if it is not.
 * @throws DomainError `plan.limit_reached_*`, `connection.missing`, `moltflow.forbidden_plan` over the plan's limit, other `moltflow.*`
 */
export async function createNumber(workspaceId: string, name: string, actor: Actor): Promise<NumberView> {
  const statusAt = new Date();
  // Nothing is made at MoltFlow for which there is no room here.
  await inTenant(workspaceId, (tx) => assertRoom(tx, workspaceId, "numbers"));
  const { connectionId, session } = await callMoltflow(
    workspaceId,
    turnOf(actor, "send"),
    async (client, id) => ({
      connectionId: id,
      session: await client.createSession({ name }),
    }),
  );
  const { id: sessionId, phoneNumber, isBusiness, status } = session;
  const number = await inTenant(workspaceId, async (tx) => {
    const row = { workspaceId, id: newId(), connectionId, sessionId, name, statusAt, allowed: true };
    const [made] = await tx
      .insert(numbers)
      .values({ ...row, phoneNumber, isBusiness, status })
      // Somebody who read the list of sessions at this moment wrote it first.
      .onConflictDoUpdate({ target: [numbers.workspaceId, numbers.sessionId], set: { allowed: true } })
      .returning({ id: numbers.id });
    const numberId = made?.id ?? row.id;
    const details = { sessionId };
    await record(tx, { workspaceId, actor, action: "number.create", target: numberId, details });
    // Of two that were made at once, one may be too many.
    await fitSoon(tx, workspaceId);
    await nudge(tx, workspaceId, "numbers");
    await nudge(tx, workspaceId, "connection");
    return getNumber(tx, workspaceId, numberId);
  });
  await ensureRegistered(workspaceId, actor);
  return number;
}
