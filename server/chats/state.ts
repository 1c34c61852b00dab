import { and, eq } from "drizzle-orm";
import type { Transaction } from "#db/client.ts";
import { type ChatRow, chats } from "#db/schema/index.ts";
import { inTenant, type Place, sightIn } from "#db/tenant.ts";
import { type Actor, record } from "#server/audit/index.ts";
import { notFound } from "#server/core/errors.ts";
import { pseudonym } from "#server/core/pseudonym.ts";
import { nudge } from "#server/live/index.ts";
import { findChat } from "./reads.ts";
import type { ChatState } from "./schemas.ts";

export type StateChange = Partial<Pick<ChatRow, "state" | "priority" | "snoozedUntil" | "snoozedUntilReply">>;

/** What somebody did to a chat, for the audit; values are shown, so none is a contact's. */
export type StateAct = {
  action: `chat.${string}`;
  to: StateChange;
  before: unknown;
  after: unknown;
};

export const awake = { snoozedUntil: null, snoozedUntilReply: false } as const;
export const isSnoozed = ({ snoozedUntil, snoozedUntilReply }: ChatRow): boolean =>
  snoozedUntil !== null || snoozedUntilReply;

/**
 * Changes a chat as `decide` says of how it is now, locked until commit; null leaves it alone, so that what two people
 * do at the same moment is done, and told, once.
 * @throws DomainError `chat.not_found`, and what `decide` throws
 */
export function changeState(
  place: Place,
  chatId: string,
  actor: Actor,
  decide: (chat: ChatRow) => StateAct | null,
  andThen?: (tx: Transaction, chat: ChatRow) => Promise<void>,
): Promise<ChatState> {
  return inTenant(place, async (tx) => {
    const chat = await lockChat(tx, place, chatId);
    const act = decide(chat);
    if (act === null) return { ...stateOf(chat), changed: false };
    const after = { ...chat, ...act.to };
    await saveState(tx, chat, act, actor);
    await andThen?.(tx, after);
    return { ...stateOf(after), changed: true };
  });
}

/** Writes a change of a locked chat down, with its audit entry. */
export async function saveState(
  tx: Transaction,
  { workspaceId, id, chatId }: ChatRow,
  { action, to, before, after }: StateAct,
  actor: Actor,
): Promise<void> {
  await tx
    .update(chats)
    .set(to)
    .where(and(eq(chats.workspaceId, workspaceId), eq(chats.id, id)));
  const details = { chat: pseudonym(workspaceId, chatId), before, after };
  await record(tx, { workspaceId, actor, action, target: id, details });
  await nudge(tx, workspaceId, "chats");
}

/** A chat as it is when everybody who changed it before has committed. @throws DomainError `chat.not_found` */
async function lockChat(tx: Transaction, place: Place, chat: string): Promise<ChatRow> {
  await findChat(tx, place, chat);
  const [locked] = await tx
    .select()
    .from(chats)
    .where(and(eq(chats.workspaceId, sightIn(place).workspaceId), eq(chats.id, chat)))
    .for("update");
  if (!locked) throw notFound("chat");
  return locked;
}

function stateOf({
  id,
  state,
  priority,
  snoozedUntil,
  snoozedUntilReply,
}: ChatRow): Omit<ChatState, "changed"> {
  return {
    ...{ chat: id, state, priority, snoozedUntilReply },
    snoozedUntil: snoozedUntil?.toISOString() ?? null,
  };
}
