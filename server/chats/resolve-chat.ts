import type { ChatRow } from "#db/schema/index.ts";
import type { Place } from "#db/tenant.ts";
import type { Actor } from "#server/audit/index.ts";
import type { ChatState } from "./schemas.ts";
import { awake, changeState } from "./state.ts";

/** Takes a chat off the open list until the contact writes again; a snooze ends with it. @throws DomainError `chat.not_found` */
export const resolveChat = (place: Place, chat: string, actor: Actor): Promise<ChatState> =>
  changeState(place, chat, actor, ({ state }) =>
    state === "resolved"
      ? null
      : { action: "chat.resolve", to: { state: "resolved", ...awake }, before: "open", after: "resolved" },
  );

/** Puts a resolved chat back on the open list. @throws DomainError `chat.not_found` */
export const reopenChat = (place: Place, chat: string, actor: Actor): Promise<ChatState> =>
  changeState(place, chat, actor, ({ state }) =>
    state === "open"
      ? null
      : { action: "chat.reopen", to: { state: "open" }, before: "resolved", after: "open" },
  );

/** @throws DomainError `chat.not_found` */
export const setPriority = (
  place: Place,
  { chat, priority }: { chat: string; priority: ChatRow["priority"] },
  actor: Actor,
): Promise<ChatState> =>
  changeState(place, chat, actor, (now) =>
    now.priority === priority
      ? null
      : { action: "chat.prioritise", to: { priority }, before: now.priority, after: priority },
  );
