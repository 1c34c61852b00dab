import { and, asc, eq } from "drizzle-orm";
import type { Queryable } from "#db/client.ts";
import { chatSyncs, numbers } from "#db/schema/index.ts";
import { type Place, sightIn } from "#db/tenant.ts";
import { numbersInSight } from "#server/inbox/index.ts";
import type { ChatSyncView } from "./schemas.ts";

/** The syncs of the numbers in sight, or of one of them, by the number's name. */
export async function listSyncs(tx: Queryable, place: Place, numberId?: string): Promise<ChatSyncView[]> {
  const rows = await tx
    .select({ sync: chatSyncs, numberName: numbers.name })
    .from(chatSyncs)
    .innerJoin(
      numbers,
      and(eq(numbers.workspaceId, chatSyncs.workspaceId), eq(numbers.id, chatSyncs.numberId)),
    )
    .where(
      and(
        eq(chatSyncs.workspaceId, sightIn(place).workspaceId),
        numbersInSight(place),
        numberId === undefined ? undefined : eq(chatSyncs.numberId, numberId),
      ),
    )
    .orderBy(asc(numbers.name), asc(numbers.id), asc(chatSyncs.kind));
  return rows.map(({ numberName, sync }) => ({
    ...{ numberId: sync.numberId, numberName, kind: sync.kind, state: sync.state },
    ...{ chatsTotal: sync.chatsTotal, chatsDone: sync.chatsDone, messagesFound: sync.messagesFound },
    ...{ failure: sync.failure, startedAt: sync.startedAt.toISOString() },
    finishedAt: sync.finishedAt?.toISOString() ?? null,
  }));
}
