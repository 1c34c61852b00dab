import { and, eq } from "drizzle-orm";
import type { Transaction } from "#db/client.ts";
import { notices } from "#db/schema/index.ts";
import { newId } from "#server/core/ids.ts";
import { nudge } from "#server/live/index.ts";

export type NoticeKind = (typeof notices.$inferInsert)["kind"];

/** News for one member of the workspace. */
export type Notice = {
  workspaceId: string;
  userId: string;
  kind: NoticeKind;
  /** The chat's id. Whoever may not see the chat does not see the notice. */
  chat?: string;
  numberId?: string;
  destinationId?: string;
  /** Names of people and numbers for its sentence; never a contact's words or address. */
  params: Record<string, string>;
  /** What happened, by name: told twice, it is one notice. */
  about: string;
};

/** Puts a notice into a member's bell, in the transaction of what it tells of; the same news a second time does nothing. */
export async function giveNotice(
  tx: Transaction,
  { chat, numberId, destinationId, ...notice }: Notice,
): Promise<void> {
  const given = await tx
    .insert(notices)
    .values({
      ...{ ...notice, id: newId(), chat: chat ?? null, numberId: numberId ?? null },
      destinationId: destinationId ?? null,
    })
    .onConflictDoNothing({ target: [notices.workspaceId, notices.userId, notices.kind, notices.about] })
    .returning({ id: notices.id });
  if (given.length > 0) await nudge(tx, notice.workspaceId, "notices");
}

/** Takes news back that are none any more, from everybody who got them. */
export async function takeBackNotices(
  tx: Transaction,
  { workspaceId, kind, about }: Pick<Notice, "workspaceId" | "kind" | "about">,
): Promise<void> {
  const taken = await tx
    .delete(notices)
    .where(and(eq(notices.workspaceId, workspaceId), eq(notices.kind, kind), eq(notices.about, about)))
    .returning({ id: notices.id });
  if (taken.length > 0) await nudge(tx, workspaceId, "notices");
}
