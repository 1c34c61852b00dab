import { and, inArray } from "drizzle-orm";
import type { Transaction } from "#db/client.ts";
import { labels } from "#db/schema/index.ts";
import { inTenant, type Place, sightIn } from "#db/tenant.ts";
import { type Actor, record } from "#server/audit/index.ts";
import { findChat } from "#server/chats/index.ts";
import type { LabelChip } from "#server/chats/schemas.ts";
import { callMoltflow, turnOf } from "#server/connections/index.ts";
import { DomainError, notFound } from "#server/core/errors.ts";
import { pseudonym } from "#server/core/pseudonym.ts";
import { enqueue } from "#server/jobs/index.ts";
import { type Label, MoltflowError } from "#server/moltflow/index.ts";
import { assertMaySend } from "#server/plans/index.ts";
import { type ChatOfNumber, chatUnknown, labelAddress } from "./chat-address.ts";
import { type ChatKey, holdingSet, keepToldSet } from "./chat-sets.ts";
import { readChatLabelsJob } from "./read-chat-job.ts";
import { liveLabels, readChatLabels } from "./reads.ts";
import { labelLimits, type SetOnChatInput } from "./schemas.ts";

type Known = { id: string; upstreamId: string };
type Change = { before: Label[]; after: Label[]; connectionId: string; readAt: Date };

/**
 * Puts labels on a chat and takes others off. MoltFlow takes the whole set, so it is read first, and nobody else changes
 * it meanwhile: labels that others added stay. @returns the chat's labels, by name
 * @throws DomainError `chat.not_found`, `label.not_found`, `label.too_many`, `label.chat_busy`, `label.chat_unknown`,
 * `label.unsure`, `plan.read_only`, `connection.missing`, `moltflow.*`
 */
export async function setOnChat(
  place: Place,
  { chat, addIds, removeIds }: SetOnChatInput,
  actor: Actor,
): Promise<LabelChip[]> {
  const { workspaceId } = sightIn(place);
  const key = { workspaceId, chat };
  const { row, known } = await inTenant(place, async (tx) => {
    await assertMaySend(tx, workspaceId, null);
    const row = await findChat(tx, place, chat);
    return { row, known: await findLabels(tx, workspaceId, [...addIds, ...removeIds]) };
  });
  const upstream = (ids: readonly string[]) => ids.flatMap((id) => known.get(id)?.upstreamId ?? []);
  return holdingSet(key, async () => {
    const change = await changeAt(row, {
      ...{ add: upstream(addIds), remove: upstream(removeIds), actor },
    }).catch((error: unknown) => giveUp(key, error));
    return inTenant(workspaceId, async (tx) => {
      await keepToldSet(tx, key, { ...change, told: change.after });
      const details = { chat: pseudonym(workspaceId, row.chatId), ...difference(change) };
      await record(tx, { workspaceId, actor, action: "chat.label", target: chat, details });
      return readChatLabels(tx, workspaceId, chat);
    });
  });
}

/** @throws DomainError `label.not_found` when one of them is none of the workspace's */
async function findLabels(tx: Transaction, workspaceId: string, ids: string[]): Promise<Map<string, Known>> {
  const { id, upstreamId } = labels;
  const rows =
    ids.length === 0
      ? []
      : await tx
          .select({ id, upstreamId })
          .from(labels)
          .where(and(liveLabels(workspaceId), inArray(id, ids)));
  if (rows.length < new Set(ids).size) throw notFound("label");
  return new Map(rows.map((row) => [row.id, row]));
}

function changeAt(
  chat: ChatOfNumber,
  { add, remove, actor }: { add: string[]; remove: string[]; actor: Actor },
): Promise<Change> {
  return callMoltflow(chat.workspaceId, turnOf(actor, "send"), async (client, connectionId) => {
    const address = await labelAddress(client, connectionId, chat);
    const readAt = new Date();
    const before = await client.getChatLabels(address);
    const had = new Set(before.map(({ id }) => id));
    const wanted = new Set([...had, ...add]);
    for (const id of remove) wanted.delete(id);
    if (wanted.size > labelLimits.onChat) throw tooMany();
    // Nothing to do: somebody was quicker, or it was done and not confirmed.
    const isSame = wanted.size === had.size && [...wanted].every((id) => had.has(id));
    const told = isSame ? before : await client.setChatLabels(address, [...wanted]);
    const after = told ?? (await client.getChatLabels(address));
    return { before, after, connectionId, readAt };
  });
}

function difference({ before, after }: Change) {
  const namesIn = (these: Label[], others: Label[]) =>
    these.filter(({ id }) => !others.some((other) => other.id === id)).map(({ name }) => name);
  return { added: namesIn(after, before), removed: namesIn(before, after) };
}

/** What may have been done is read again later; what MoltFlow does not know gets words of its own. @throws always */
async function giveUp(key: ChatKey, error: unknown): Promise<never> {
  const cause = error instanceof DomainError ? error.cause : error;
  if (!(cause instanceof MoltflowError)) throw error;
  if (cause.kind === "not_found") throw chatUnknown(cause);
  if (cause.outcome !== "unknown") throw error;
  await inTenant(key.workspaceId, (tx) =>
    enqueue(tx, readChatLabelsJob, key, { key: `read-chat-labels:${key.chat}` }),
  );
  throw unsure(cause);
}

const tooMany = () =>
  new DomainError("invalid", "label.too_many", "A chat has at most 50 labels. Take some off first.");

const unsure = (cause: MoltflowError) =>
  new DomainError(
    "upstream",
    "label.unsure",
    "MoltFlow did not confirm the labels. Moltdesk reads them again; look in a moment.",
    { cause },
  );
