import { inTenant, type Place, sightIn } from "#db/tenant.ts";
import { record } from "#server/audit/index.ts";
import { DomainError, notFound } from "#server/core/errors.ts";
import { pseudonym } from "#server/core/pseudonym.ts";
import { assertMaySend } from "#server/plans/index.ts";
import { assertUsable, findNumber } from "./find-number.ts";
import { enqueueSend, type Sender } from "./queue-message.ts";
import { readMessage } from "./reads.ts";
import type { OutboxView } from "./schemas.ts";
import { change, lockMessage } from "./transitions.ts";

/**
 * Tries a failed message again: the same row with the same key. Of two who ask at once, one gets it.
 * @throws DomainError `message.not_found`, `number.not_found`, `connection.missing`, conflict `message.unsettled`,
 * `message.not_failed`, `plan.read_only`, `plan.number_frozen` or `message.number_not_working`
 */
export function resendMessage(place: Place, id: string, { actor }: Sender): Promise<OutboxView> {
  const { workspaceId } = sightIn(place);
  return inTenant(place, async (tx) => {
    await readMessage(tx, place, id);
    const message = await lockMessage(tx, workspaceId, id);
    if (!message) throw notFound("message");
    if (message.state === "unknown") throw unsettled();
    if (message.state !== "failed") throw notFailed();
    const { numberId, chatId, cause } = message;
    await assertMaySend(tx, workspaceId, numberId);
    assertUsable(await findNumber(tx, place, numberId));
    await change(tx, workspaceId, id, {
      ...{ state: "queued", cause: null, evidence: null, attemptedAt: null, settledAt: null },
    });
    await record(tx, {
      ...{ workspaceId, actor, action: "message.resend", target: id },
      details: { numberId, chat: pseudonym(workspaceId, chatId), cause },
    });
    await enqueueSend(tx, workspaceId, id, actor);
    return readMessage(tx, place, id);
  });
}

const unsettled = () =>
  new DomainError(
    "conflict",
    "message.unsettled",
    "It is not known whether this message was sent, so it is not sent again. Look at the phone and say whether it arrived; then it can be sent again.",
  );

const notFailed = () =>
  new DomainError(
    "conflict",
    "message.not_failed",
    "This message has not failed, so there is nothing to send again. Look at the conversation.",
  );
