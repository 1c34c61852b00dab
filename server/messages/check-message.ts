import { and, eq } from "drizzle-orm";
import type { Transaction } from "#db/client.ts";
import { chats, type MessageRow, messages, numbers } from "#db/schema/index.ts";
import { inTenant, type Place, sightIn } from "#db/tenant.ts";
import type { Actor } from "#server/audit/index.ts";
import { applyMessages, chatsInSight, itsNumber, nothingElse } from "#server/chats/index.ts";
import { callMoltflow, turnOf } from "#server/connections/index.ts";
import { DomainError, notFound } from "#server/core/errors.ts";
import { type CheckedMessage, toldStatuses } from "./schemas.ts";
import { changeOutbox, lockMessage, sentBecause } from "./transitions.ts";

/**
 * Asks MoltFlow what has become of a message that it took, as receipts may not reach us.
 * @throws DomainError `message.not_found`, conflict `message.not_taken`, `connection.missing`, `moltflow.*`
 */
export async function checkMessage(place: Place, id: string, actor: Actor): Promise<CheckedMessage> {
  const { workspaceId } = sightIn(place);
  const { upstreamId } = await inTenant(place, (tx) => findMessage(tx, place, id));
  if (upstreamId === null) throw notTaken();
  const message = await callMoltflow(workspaceId, turnOf(actor, "read"), (client) =>
    client.getMessage(upstreamId),
  );
  const told = toldStatuses.find((word) => word === message.status) ?? null;
  return inTenant(workspaceId, async (tx) => {
    // Whoever deleted it meanwhile does not want it back.
    const known = await findMessage(tx, place, id);
    // What else it says takes nothing back: a message was taken, and whatever somebody saw of it stays true.
    if (told !== null && told !== "pending" && told !== "failed")
      await prove(tx, { ...known, upstreamId }, told);
    const { status } = await findMessage(tx, place, id);
    return { status, told };
  });
}

/** As a receipt would, which tells of no words; our own send is settled with it. */
async function prove(
  tx: Transaction,
  { workspaceId, id, sessionId, chatId, happenedAt, upstreamId }: Known & { upstreamId: string },
  status: MessageRow["status"],
): Promise<void> {
  const own = await lockMessage(tx, workspaceId, id);
  if (own && own.state !== "sent") {
    await changeOutbox(tx, workspaceId, id, sentBecause({ upstreamMessageId: upstreamId, seenIn: "answer" }));
  }
  await applyMessages(tx, workspaceId, [
    {
      ...nothingElse,
      ...{ sessionId, chatId, direction: "outbound", text: null, status, evidence: "answer", happenedAt },
      ...{ upstreamId, author: { kind: "phone", id: null, name: null, phone: null } },
    },
  ]);
}

type Known = Awaited<ReturnType<typeof findMessage>>;

/** One of ours; what a contact wrote has arrived. */
async function findMessage(tx: Transaction, place: Place, id: string) {
  const { workspaceId, upstreamId, status, happenedAt } = messages;
  const [found] = await tx
    .select({
      ...{ workspaceId, id: messages.id, upstreamId, status, happenedAt },
      ...{ sessionId: chats.sessionId, chatId: chats.chatId },
    })
    .from(messages)
    .innerJoin(chats, and(eq(chats.workspaceId, messages.workspaceId), eq(chats.id, messages.chat)))
    .innerJoin(numbers, itsNumber)
    .where(and(chatsInSight(place), eq(messages.id, id), eq(messages.direction, "outbound")));
  if (!found) throw notFound("message");
  return found;
}

const notTaken = () =>
  new DomainError(
    "conflict",
    "message.not_taken",
    "MoltFlow has told no id of this message, so it cannot be asked about it. Look at the conversation.",
  );
