import { inTenant, type Place, sightIn } from "#db/tenant.ts";
import { record } from "#server/audit/index.ts";
import { DomainError, notFound } from "#server/core/errors.ts";
import { pseudonym } from "#server/core/pseudonym.ts";
import type { Sender } from "./queue-message.ts";
import { readMessage } from "./reads.ts";
import type { OutboxView, SettleInput } from "./schemas.ts";
import { change, failedBecause, lockMessage, saidNotSent, sentBecause } from "./transitions.ts";

/**
 * A person has looked at the phone and says what became of a message whose fate is open. One that did not arrive can be
 * sent again; evidence that comes later still outweighs their word.
 * @throws DomainError `message.not_found`, forbidden `message.settled_by_nobody`, conflict `message.settled_already`
 */
export function settleMessage(
  place: Place,
  { id, as }: SettleInput,
  { authorId, actor }: Sender,
): Promise<OutboxView> {
  const { workspaceId } = sightIn(place);
  if (authorId === null) throw byNobody();
  return inTenant(place, async (tx) => {
    await readMessage(tx, place, id);
    const message = await lockMessage(tx, workspaceId, id);
    if (!message) throw notFound("message");
    if (message.state !== "unknown") throw settledAlready();
    const sent = sentBecause({ upstreamMessageId: null, seenIn: "member", userId: authorId });
    await change(tx, workspaceId, id, as === "sent" ? sent : failedBecause(saidNotSent));
    const { numberId, chatId, cause } = message;
    await record(tx, {
      ...{ workspaceId, actor, action: "message.settle", target: id },
      details: { numberId, chat: pseudonym(workspaceId, chatId), cause, as },
    });
    return readMessage(tx, place, id);
  });
}

const byNobody = () =>
  new DomainError(
    "forbidden",
    "message.settled_by_nobody",
    "Whether a message arrived is for a person to say. Use a token of a member, or do it in Moltdesk.",
  );

const settledAlready = () =>
  new DomainError(
    "conflict",
    "message.settled_already",
    "It is known by now what became of this message. Look at the conversation.",
  );
