import { and, eq } from "drizzle-orm";
import type { Transaction } from "#db/client.ts";
import { isOneOf } from "#db/is-one-of.ts";
import { type ChatRow, members, users } from "#db/schema/index.ts";
import { isInSightOf } from "#server/chats/index.ts";
import type { Assignee } from "#server/chats/schemas.ts";
import { may, mayEnter } from "#server/members/index.ts";

/** Members whom a note names: those who may see its chat, and those who may not. */
export type Mentioned = { reached: Assignee[]; unreached: Assignee[] };

/** Looks up whom a note names, as far as they are members; others are left out. */
export async function findMentioned(
  tx: Transaction,
  chat: Pick<ChatRow, "workspaceId" | "numberId" | "assigneeId">,
  userIds: string[],
): Promise<Mentioned> {
  if (userIds.length === 0) return { reached: [], unreached: [] };
  const rows = await tx
    .select({ member: members, name: users.name, email: users.email })
    .from(members)
    .innerJoin(users, eq(users.id, members.userId))
    .where(and(eq(members.workspaceId, chat.workspaceId), isOneOf(members.userId, userIds)));
  const mentioned: Mentioned = { reached: [], unreached: [] };
  for (const { member, name, email } of rows) {
    const { userId } = member;
    mentioned[maySee(member, chat) ? "reached" : "unreached"].push({ userId, name, email });
  }
  return mentioned;
}

/** What the door and the walls say of this member and this chat, without being them. */
const maySee = (
  member: typeof members.$inferSelect,
  chat: Pick<ChatRow, "numberId" | "assigneeId">,
): boolean => mayEnter(member) && may(member.role, "chats.read") && isInSightOf(member, chat);
