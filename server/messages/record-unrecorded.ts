import { and, asc, eq, getTableColumns, gt, isNull } from "drizzle-orm";
import { messages, outboxMessages } from "#db/schema/index.ts";
import { inTenant } from "#db/tenant.ts";
import { recordOutgoing } from "#server/chats/index.ts";

const batchRows = 200;

/** Puts sends that stand in no chat into theirs: those from before there were chats. */
export async function recordUnrecorded(workspaceId: string): Promise<void> {
  let after = "00000000-0000-0000-0000-000000000000";
  for (let rows = batchRows; rows === batchRows; ) {
    rows = await inTenant(workspaceId, async (tx) => {
      const found = await tx
        .select(getTableColumns(outboxMessages))
        .from(outboxMessages)
        .leftJoin(messages, and(eq(messages.workspaceId, workspaceId), eq(messages.id, outboxMessages.id)))
        .where(
          and(eq(outboxMessages.workspaceId, workspaceId), gt(outboxMessages.id, after), isNull(messages.id)),
        )
        .orderBy(asc(outboxMessages.id))
        .limit(batchRows);
      await recordOutgoing(tx, workspaceId, found);
      after = found.at(-1)?.id ?? after;
      return found.length;
    });
  }
}
