import { and, eq } from "drizzle-orm";
import type { Transaction } from "#db/client.ts";
import { chats, type MessageRow, messageStatuses, messages, numbers } from "#db/schema/index.ts";
import { inTenant, type Place, sightIn } from "#db/tenant.ts";
import type { Actor } from "#server/audit/index.ts";
import { chatsInSight, itsNumber } from "#server/chats/index.ts";
import { callMoltflow, turnOf } from "#server/connections/index.ts";
import { DomainError, notFound } from "#server/core/errors.ts";
import { nudge } from "#server/live/index.ts";

/** In the order in which one follows the other; a message never goes back. */
const rank = (status: MessageRow["status"]): number => messageStatuses.indexOf(status);

/**
 * Asks MoltFlow what has become of a message that it took, as receipts may not reach us.
 * @returns its status, which is never less than what was known
 * @throws DomainError `message.not_found`, conflict `message.not_taken`, `connection.missing`, `moltflow.*`
 */
export async function checkMessage(
  place: Place,
  id: string,
  actor: Actor,
): Promise<{ status: MessageRow["status"] }> {
  const { workspaceId } = sightIn(place);
  const known = await inTenant(place, (tx) => findMessage(tx, place, id));
  const { upstreamId } = known;
  if (upstreamId === null) throw notTaken();
  const told = await callMoltflow(workspaceId, turnOf(actor, "read"), (client) =>
    client.getMessage(upstreamId),
  );
  const status = messageStatuses.find((word) => word === told.status) ?? known.status;
  return inTenant(workspaceId, async (tx) => {
    const itself = and(eq(messages.workspaceId, workspaceId), eq(messages.id, id));
    const [now] = await tx.select().from(messages).where(itself).for("update");
    if (!now) throw notFound("message");
    if (rank(status) <= rank(now.status)) return { status: now.status };
    await tx.update(messages).set({ status, cause: null, evidence: "history" }).where(itself);
    await nudge(tx, workspaceId, "chats");
    return { status };
  });
}

async function findMessage(tx: Transaction, place: Place, id: string) {
  const [found] = await tx
    .select({ upstreamId: messages.upstreamId, status: messages.status })
    .from(messages)
    .innerJoin(chats, and(eq(chats.workspaceId, messages.workspaceId), eq(chats.id, messages.chat)))
    .innerJoin(numbers, itsNumber)
    .where(and(chatsInSight(place), eq(messages.id, id)));
  if (!found) throw notFound("message");
  return found;
}

const notTaken = () =>
  new DomainError(
    "conflict",
    "message.not_taken",
    "MoltFlow has told no id of this message, so it cannot be asked about it. Look at the conversation.",
  );
