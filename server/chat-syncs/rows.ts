import { and, eq, sql } from "drizzle-orm";
import type { Transaction } from "#db/client.ts";
import { chatSyncs, numbers } from "#db/schema/index.ts";
import { nudge } from "#server/live/index.ts";
import type { SyncKind } from "./schemas.ts";

export type SyncKey = { workspaceId: string; numberId: string; kind: SyncKind };
export type SyncRow = typeof chatSyncs.$inferSelect;

export const itself = ({ workspaceId, numberId, kind }: SyncKey) =>
  and(eq(chatSyncs.workspaceId, workspaceId), eq(chatSyncs.numberId, numberId), eq(chatSyncs.kind, kind));

export const openStates = ["waiting", "running"] as const;
export const isOpen = (row: SyncRow | null): boolean => openStates.some((state) => state === row?.state);

/** Reads a sync and keeps others off it until commit, also off one that is yet to be made. */
export async function lockSync(tx: Transaction, key: SyncKey): Promise<SyncRow | null> {
  const name = `chat-sync ${key.workspaceId} ${key.numberId} ${key.kind}`;
  await tx.execute(sql`select pg_advisory_xact_lock(hashtextextended(${name}, 0))`);
  const [row] = await tx.select().from(chatSyncs).where(itself(key)).for("update");
  return row ?? null;
}

export async function changeSync(
  tx: Transaction,
  key: SyncKey,
  to: Partial<typeof chatSyncs.$inferInsert>,
): Promise<void> {
  await tx.update(chatSyncs).set(to).where(itself(key));
  await nudge(tx, key.workspaceId, "chats");
}

/** Begins a sync anew; its number counts up, so that a job of the one before ends by itself. @returns the run's number */
export async function beginSync(tx: Transaction, key: SyncKey): Promise<number> {
  const fresh = {
    ...{ state: "waiting" as const, chatsTotal: null, chatsDone: 0, messagesFound: 0, cursor: null },
    ...{ failure: null, startedAt: new Date(), finishedAt: null },
  };
  const [row] = await tx
    .insert(chatSyncs)
    .values({ ...key, ...fresh })
    .onConflictDoUpdate({
      target: [chatSyncs.workspaceId, chatSyncs.numberId, chatSyncs.kind],
      set: { ...fresh, run: sql`${chatSyncs.run} + 1` },
    })
    .returning({ run: chatSyncs.run });
  await nudge(tx, key.workspaceId, "chats");
  return row?.run ?? 1;
}

/** The number's session while the workspace may use it, and since when it knows it; null otherwise. */
export async function findSession(tx: Transaction, { workspaceId, numberId }: SyncKey) {
  const [number] = await tx
    .select({ sessionId: numbers.sessionId, createdAt: numbers.createdAt })
    .from(numbers)
    .where(and(eq(numbers.workspaceId, workspaceId), eq(numbers.id, numberId), eq(numbers.allowed, true)));
  return number ?? null;
}
