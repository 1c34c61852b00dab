import type { NoticeView } from "#server/notices/schemas.ts";

type Led = Pick<NoticeView, "kind" | "chat" | "number" | "destination" | "eventId">;

/** Where a notice leads: its chat, else its destination, its number, or its event. */
export function hrefOf(workspace: string, { kind, chat, number, destination, eventId }: Led): string {
  const at = `/w/${workspace}`;
  if (chat) return `${at}/chats/${chat.id}`;
  if (destination) return `${at}/settings/destinations/${destination.id}`;
  if (number && kind === "number_dropped") return `${at}/numbers/${number.id}/pair`;
  return eventId ? `${at}/inbox?event=${eventId}` : `${at}/numbers`;
}
