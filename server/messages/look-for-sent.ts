import { and, eq } from "drizzle-orm";
import { z } from "zod";
import type { Transaction } from "#db/client.ts";
import { numbers, outboxMessages } from "#db/schema/index.ts";
import { inTenant } from "#db/tenant.ts";
import { followOutbox } from "#server/chats/index.ts";
import { moltflowFor, syncTurn } from "#server/connections/index.ts";
import { DomainError } from "#server/core/errors.ts";
import { defineJob, enqueue, type JobDefinition } from "#server/jobs/index.ts";
import { type Message, MoltflowError } from "#server/moltflow/index.ts";
import { reconcileHistory } from "./reconcile-history.ts";
import { change, type OutboxRow, unknownBecause } from "./transitions.ts";

/** By then MoltFlow's own event has come, or will not. */
const lookAfterMs = 60_000;
/** As many messages of the chat as are looked at. */
const looksBack = 50;

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

function settleBy(workspaceId: string, open: Open, history: Message[]): Promise<void> {
  return inTenant(workspaceId, async (tx) => {
    const settled = await reconcileHistory(tx, workspaceId, open, history);
    for (const [upstreamId, outboxId] of settled) {
      await followOutbox(tx, workspaceId, outboxId, { status: "sent", evidence: "history", upstreamId });
    }
  });
}
