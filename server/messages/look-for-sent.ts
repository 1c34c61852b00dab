import { and, asc, eq, gt, inArray, sql } from "drizzle-orm";
import { z } from "zod";
import type { Transaction } from "#db/client.ts";
import { numbers, outboxMessages } from "#db/schema/index.ts";
import { inTenant } from "#db/tenant.ts";
import { moltflowFor, syncTurn } from "#server/connections/index.ts";
import { DomainError } from "#server/core/errors.ts";
import { defineJob, enqueue, type JobDefinition } from "#server/jobs/index.ts";
import { type Message, MoltflowError } from "#server/moltflow/index.ts";
import { pairUp, type Sighting } from "./pair-up.ts";
import { change, lockMessage, type OutboxRow, sentBecause, unknownBecause } from "./transitions.ts";

/** By then MoltFlow's own event has come, or will not. */
const lookAfterMs = 60_000;
/** As many messages of the chat as are looked at. */
const looksBack = 50;
/** MoltFlow's clock may be behind ours by this much. */
const skewMs = 30_000;

const lookPayload = z.object({ workspaceId: z.uuid(), messageId: z.uuid() });
type LookPayload = z.output<typeof lookPayload>;

/**
 * Looks into the chat once for a message whose fate is open. What is found settles it, and the others of the chat whose
 * fate is open with it; what is not found proves nothing, and a person decides.
 */
export const lookForSent: JobDefinition<LookPayload> = defineJob({
  name: "look-for-sent",
  payload: lookPayload,
  async run({ workspaceId, messageId }) {
    const open = await findOpen(workspaceId, messageId);
    if (!open) return;
    const history = await readHistory(workspaceId, open);
    if (history) await settleBy(workspaceId, open, history);
  },
});

/** Nobody knows whether a message was sent: says why, and has the chat looked at a minute later. */
export async function becomeUnknown(
  tx: Transaction,
  workspaceId: string,
  messageId: string,
  cause: string,
): Promise<void> {
  await change(tx, workspaceId, messageId, unknownBecause(cause));
  const runAt = new Date(Date.now() + lookAfterMs);
  await enqueue(tx, lookForSent, { workspaceId, messageId }, { key: `look-for-sent:${messageId}`, runAt });
}

type Open = OutboxRow & { sessionId: string };

function findOpen(workspaceId: string, messageId: string): Promise<Open | null> {
  return inTenant(workspaceId, async (tx) => {
    const [found] = await tx
      .select({ message: outboxMessages, sessionId: numbers.sessionId })
      .from(outboxMessages)
      .innerJoin(
        numbers,
        and(eq(numbers.workspaceId, outboxMessages.workspaceId), eq(numbers.id, outboxMessages.numberId)),
      )
      .where(
        and(
          eq(outboxMessages.workspaceId, workspaceId),
          eq(outboxMessages.id, messageId),
          eq(outboxMessages.state, "unknown"),
          eq(numbers.allowed, true),
        ),
      );
    return found ? { ...found.message, sessionId: found.sessionId } : null;
  });
}

/** The chat's newest messages; null when they may not be read. Any other trouble is the job's: it runs again. */
async function readHistory(workspaceId: string, { sessionId, chatId }: Open): Promise<Message[] | null> {
  try {
    const moltflow = await moltflowFor(workspaceId, syncTurn);
    return await moltflow.listChatMessages(sessionId, chatId, { limit: looksBack });
  } catch (error) {
    const lasts =
      error instanceof MoltflowError && /^(forbidden_|not_found|bad_state|unauthorized)/.test(error.kind);
    if (lasts || (error instanceof DomainError && error.reason === "connection.missing")) return null;
    throw error;
  }
}

const sightingOf = ({ id, type, preview, createdAt }: Message): Sighting => ({
  ...{ id, kind: type, text: preview ?? "", atMs: createdAt?.getTime() ?? 0 },
});

async function settleBy(workspaceId: string, { numberId, chatId }: Open, history: Message[]): Promise<void> {
  await inTenant(workspaceId, async (tx) => {
    const open = await tx
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
    const sightings = history.filter(({ direction }) => direction === "outbound").map(sightingOf);
    const taken = await findCredited(
      tx,
      workspaceId,
      sightings.map(({ id }) => id),
    );
    const free = sightings.filter(({ id }) => !taken.has(id));
    for (const [messageId, upstreamMessageId] of pairUp(open, free, skewMs)) {
      await lockMessage(tx, workspaceId, messageId);
      await change(tx, workspaceId, messageId, sentBecause({ upstreamMessageId, seenIn: "history" }));
    }
  });
}

/** Which of MoltFlow's messages are known to be others of ours. */
async function findCredited(tx: Transaction, workspaceId: string, ids: string[]): Promise<Set<string>> {
  const upstreamId = sql<string>`${outboxMessages.evidence} ->> 'upstreamMessageId'`;
  const rows = await tx
    .select({ upstreamId })
    .from(outboxMessages)
    .where(and(eq(outboxMessages.workspaceId, workspaceId), inArray(upstreamId, ids)));
  return new Set(rows.map((row) => row.upstreamId));
}
