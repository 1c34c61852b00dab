import { eq } from "drizzle-orm";
import { systemDb } from "#db/client.ts";
import { messages } from "#db/schema/index.ts";
import { inTenant } from "#db/tenant.ts";
import { recordUnrecorded } from "#server/messages/index.ts";
import { lastEventSeq } from "#server/workspaces/index.ts";
import { hearBatch } from "./hear-batch.ts";

/** Events read in one transaction. */
const batchEvents = 500;

/**
 * Makes what is missing of a workspace's chats and messages from its stored sends and events, by the way that new ones
 * take. What is there stays as it is, so it may be broken off, repeated, and run while events come in.
 * @returns how many messages there were and are
 */
export async function rebuildChats(workspaceId: string): Promise<{ before: number; after: number }> {
  const count = () => systemDb().$count(messages, eq(messages.workspaceId, workspaceId));
  const before = await count();
  await recordUnrecorded(workspaceId);
  const last = await lastEventSeq(workspaceId);
  for (let fromSeq = 1; fromSeq <= last; fromSeq += batchEvents) {
    const batch = { workspaceId, fromSeq, toSeq: Math.min(last, fromSeq + batchEvents - 1) };
    await inTenant(workspaceId, (tx) => hearBatch(tx, batch));
  }
  return { before, after: await count() };
}
