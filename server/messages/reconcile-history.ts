import { and, asc, eq, gt, inArray, sql } from "drizzle-orm";
import type { Transaction } from "#db/client.ts";
import { outboxMessages } from "#db/schema/index.ts";
import type { Message } from "#server/moltflow/index.ts";
import { pairUp, type Sighting } from "./pair-up.ts";
import { windowMs } from "./reconcile-sent.ts";
import { changeOutbox, type OutboxRow, sentBecause } from "./transitions.ts";

/** MoltFlow's clock may be behind ours by this much. */
const skewMs = 30_000;

/** WhatsApp never got what MoltFlow failed to send, so it proves nothing. */
const isProof = ({ direction, status }: Message): boolean => direction === "outbound" && status !== "failed";

const sightingOf = ({ id, type, preview, createdAt }: Message): Sighting => ({
  ...{ id, kind: type, text: preview ?? "", atMs: createdAt?.getTime() ?? 0 },
});

/**
 * Settles the outbox messages of a chat whose fate is open, as far as MoltFlow's history of it has them.
 * @returns our id of each of MoltFlow's that settled one just now, for the caller to tell their chat
 */
export async function reconcileHistory(
  tx: Transaction,
  workspaceId: string,
  chat: Pick<OutboxRow, "numberId" | "chatId">,
  history: readonly Message[],
): Promise<Map<string, string>> {
  const sightings = history.filter(isProof).map(sightingOf);
  const open = sightings.length === 0 ? [] : await lockOpen(tx, workspaceId, chat);
  if (open.length === 0) return new Map();
  const taken = await findCredited(
    tx,
    workspaceId,
    sightings.map(({ id }) => id),
  );
  const free = sightings.filter(({ id }) => !taken.has(id));
  const pairs = pairUp(open, free, { skewMs, windowMs });
  for (const [messageId, upstreamMessageId] of pairs) {
    await changeOutbox(tx, workspaceId, messageId, sentBecause({ upstreamMessageId, seenIn: "history" }));
  }
  return new Map(pairs.map(([messageId, upstreamMessageId]) => [upstreamMessageId, messageId]));
}

const lockOpen = (
  tx: Transaction,
  workspaceId: string,
  { numberId, chatId }: Pick<OutboxRow, "numberId" | "chatId">,
): Promise<OutboxRow[]> =>
  tx
    .select()
    .from(outboxMessages)
    .where(
      and(
        eq(outboxMessages.workspaceId, workspaceId),
        eq(outboxMessages.numberId, numberId),
        eq(outboxMessages.chatId, chatId),
        eq(outboxMessages.state, "unknown"),
        gt(outboxMessages.attemptedAt, new Date(0)),
      ),
    )
    .orderBy(asc(outboxMessages.attemptedAt), asc(outboxMessages.id))
    .for("update");

/** Which of MoltFlow's messages are known to be others of ours. */
async function findCredited(tx: Transaction, workspaceId: string, ids: string[]): Promise<Set<string>> {
  const upstreamId = sql<string>`${outboxMessages.evidence} ->> 'upstreamMessageId'`;
  const rows = await tx
    .select({ upstreamId })
    .from(outboxMessages)
    .where(and(eq(outboxMessages.workspaceId, workspaceId), inArray(upstreamId, ids)));
  return new Set(rows.map((row) => row.upstreamId));
}
