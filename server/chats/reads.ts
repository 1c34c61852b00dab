import { and, eq } from "drizzle-orm";
import type { Queryable } from "#db/client.ts";
import { chatAssignments, users } from "#db/schema/index.ts";
import { type Place, sightIn } from "#db/tenant.ts";
import type { Assignee } from "./schemas.ts";

/** Who takes care of a chat that the caller has already found to be visible; null when nobody does. */
export async function findAssignee(
  tx: Queryable,
  place: Place,
  { sessionId, chatId }: { sessionId: string; chatId: string },
): Promise<Assignee | null> {
  const { workspaceId } = sightIn(place);
  const [assignee] = await tx
    .select({ userId: users.id, name: users.name, email: users.email })
    .from(chatAssignments)
    .innerJoin(users, eq(users.id, chatAssignments.userId))
    .where(
      and(
        eq(chatAssignments.workspaceId, workspaceId),
        eq(chatAssignments.sessionId, sessionId),
        eq(chatAssignments.chatId, chatId),
      ),
    );
  return assignee ?? null;
}

/** Whether a member may see a chat; one that sees all chats may. */
export async function isChatInSight(
  tx: Queryable,
  place: Place,
  { sessionId, chatId }: { sessionId: string; chatId: string },
): Promise<boolean> {
  const { assignedTo } = sightIn(place);
  if (assignedTo === null) return true;
  const assignee = await findAssignee(tx, place, { sessionId, chatId });
  return assignee?.userId === assignedTo;
}
