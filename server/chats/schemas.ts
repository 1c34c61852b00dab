import { z } from "zod";

/** Names a chat by an event of it, so that nobody needs to know the contact's address. `userId` null: nobody's. */
export const assignChatSchema = z.object({
  eventId: z.uuid(),
  userId: z.string().min(1).max(100).nullable(),
});
export type AssignChatInput = z.output<typeof assignChatSchema>;

/** Who takes care of a chat. */
export type Assignee = { userId: string; name: string | null; email: string };

/** Whom a chat can be given to, whoever asks first; `isMe` says which one they are. */
export type AssigneeChoices = {
  people: (Assignee & { isMe: boolean })[];
  /** More members than are listed. */
  hasMore: boolean;
};
