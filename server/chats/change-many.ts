import type { Place } from "#db/tenant.ts";
import type { Actor } from "#server/audit/index.ts";
import { DomainError } from "#server/core/errors.ts";
import { assignChat } from "./assign-chat.ts";
import { reopenChat, resolveChat } from "./resolve-chat.ts";
import type { AssignManyInput, ChangedChat, ChangeManyInput } from "./schemas.ts";
import { snoozeChat, wakeChat } from "./snooze-chat.ts";

/**
 * Does one thing to many chats, each for itself: what is refused for one is done for the others all the same.
 * @throws DomainError as for one chat, when none of them could be changed for one and the same reason
 */
export function changeMany(
  place: Place,
  { chats, change }: ChangeManyInput,
  actor: Actor,
): Promise<ChangedChat[]> {
  return oneByOne(chats, async (chat) => {
    switch (change.kind) {
      case "resolve":
        return (await resolveChat(place, chat, actor)).changed;
      case "reopen":
        return (await reopenChat(place, chat, actor)).changed;
      case "snooze":
        return (await snoozeChat(place, { chat, until: change.until }, actor)).changed;
      case "wake":
        return (await wakeChat(place, chat, actor)).changed;
    }
  });
}

/** Gives many chats to a member, or to nobody, each for itself. @throws as `changeMany` */
export const assignMany = (
  place: Place,
  { chats, userId }: AssignManyInput,
  actor: Actor,
): Promise<ChangedChat[]> =>
  oneByOne(chats, async (chat) => {
    await assignChat(place, { chat, userId }, actor);
    return true;
  });

async function oneByOne(chats: string[], change: (chat: string) => Promise<boolean>): Promise<ChangedChat[]> {
  const results: ChangedChat[] = [];
  const refusals = new Map<string, DomainError>();
  for (const chat of chats) {
    try {
      results.push({ chat, changed: await change(chat), refusal: null });
    } catch (error) {
      if (!(error instanceof DomainError)) throw error;
      results.push({ chat, changed: false, refusal: error.reason });
      refusals.set(error.reason, error);
    }
  }
  const [refusal] = refusals.values();
  if (refusal && refusals.size === 1 && results.every((result) => result.refusal !== null)) throw refusal;
  return results;
}
