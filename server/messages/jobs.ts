import { and, eq, ne, sql } from "drizzle-orm";
import { z } from "zod";
import type { Transaction } from "#db/client.ts";
import { numbers, outboxMedia, outboxMessages } from "#db/schema/index.ts";
import { inTenant } from "#db/tenant.ts";
import { moltflowFor } from "#server/connections/index.ts";
import { DomainError } from "#server/core/errors.ts";
import { defineJob, enqueue, type JobDefinition } from "#server/jobs/index.ts";
import { type MoltflowClient, MoltflowError, type Turn } from "#server/moltflow/index.ts";
import { assertMaySend } from "#server/plans/index.ts";
import { becomeUnknown } from "./look-for-sent.ts";
import { type Outgoing, sendThrough } from "./send-through.ts";
import {
  type Change,
  change,
  failedBecause,
  lockMessage,
  type OutboxRow,
  sentBecause,
} from "./transitions.ts";

const maxTries = 5;
/** Longer than a send can take; a row that is `sending` for this long has lost its worker. */
const lostAfterMs = 60_000;
/** After a failure to reach MoltFlow at all: 5 s, 10 s, 20 s, 40 s. */
const pauseMs = (attempt: number) => 5_000 * 2 ** (attempt - 1);

const sendPayload = z.object({
  workspaceId: z.uuid(),
  messageId: z.uuid(),
  attempt: z.int().min(1).max(maxTries),
  /** A program asked for it, and the workspace's limiter has counted that. */
  counted: z.literal(true).optional(),
});
type SendPayload = z.output<typeof sendPayload>;
const lostPayload = z.object({ workspaceId: z.uuid(), messageId: z.uuid(), attemptedAt: z.iso.datetime() });

/**
 * Sends a queued message once. `sending` is committed before the call: whoever finds it there knows that a worker died
 * in the middle, and says `unknown` rather than send again.
 */
export const sendMessage: JobDefinition<SendPayload> = defineJob({
  name: "send-message",
  payload: sendPayload,
  async run(payload) {
    const moltflow = await connectedClient(payload);
    const outgoing = await claim(payload, moltflow !== null);
    if (moltflow === null || outgoing === null) return;
    try {
      const { id } = await sendThrough(moltflow, outgoing);
      await settleSent(payload, id);
    } catch (error) {
      if (!(error instanceof MoltflowError)) throw error;
      await settleRefused(payload, error);
    }
  },
});

/** Ends the wait for a worker that was killed while it was sending. */
export const endLostSend = defineJob({
  name: "end-lost-send",
  payload: lostPayload,
  run: ({ workspaceId, messageId, attemptedAt }) =>
    inTenant(workspaceId, async (tx) => {
      const message = await lockMessage(tx, workspaceId, messageId);
      if (message?.state !== "sending" || message.attemptedAt?.toISOString() !== attemptedAt) return;
      await becomeUnknown(tx, workspaceId, messageId, "worker_stopped");
    }),
});

/** The upstream client, or null when the workspace has no connection any more. */
async function connectedClient(payload: SendPayload): Promise<MoltflowClient | null> {
  const { workspaceId } = payload;
  try {
    return await moltflowFor(workspaceId, await turnOfMessage(payload));
  } catch (error) {
    if (error instanceof DomainError && error.reason === "connection.missing") return null;
    throw error;
  }
}

/** A message waits in its author's line, and keeps its place there when its job comes again. */
function turnOfMessage({ workspaceId, messageId, counted }: SendPayload): Promise<Turn> {
  return inTenant(workspaceId, async (tx) => {
    const [found] = await tx
      .select({ member: outboxMessages.authorId, sessionId: numbers.sessionId })
      .from(outboxMessages)
      .innerJoin(
        numbers,
        and(eq(numbers.workspaceId, outboxMessages.workspaceId), eq(numbers.id, outboxMessages.numberId)),
      )
      .where(and(eq(outboxMessages.workspaceId, workspaceId), eq(outboxMessages.id, messageId)));
    const place = `message:${messageId}`;
    return { class: "send", member: null, place, ...(counted && { counted }), ...found };
  });
}

/** Moves `queued` to `sending` and says what to send; null when there is nothing to send. */
function claim({ workspaceId, messageId }: SendPayload, connected: boolean): Promise<Outgoing | null> {
  return inTenant(workspaceId, async (tx) => {
    const message = await lockMessage(tx, workspaceId, messageId);
    if (!message) return null;
    if (message.state === "sending") {
      await becomeUnknown(tx, workspaceId, messageId, "worker_stopped");
      return null;
    }
    if (message.state !== "queued") return null;
    const fail = async (cause: string) => {
      await change(tx, workspaceId, messageId, failedBecause(cause));
      return null;
    };
    if (!connected) return fail("connection_missing");
    const sessionId = await findSession(tx, workspaceId, message.numberId);
    if (sessionId === null) return fail("number_removed");
    const refusal = await refusalByPlan(tx, message);
    if (refusal !== null) return fail(refusal);
    const file = await findFile(tx, message);
    if (file === "gone") return fail("media_gone");

    const attemptedAt = new Date();
    await change(tx, workspaceId, messageId, { state: "sending", cause: null, attemptedAt });
    const lost = { workspaceId, messageId, attemptedAt: attemptedAt.toISOString() };
    const runAt = new Date(attemptedAt.getTime() + lostAfterMs);
    await enqueue(tx, endLostSend, lost, { key: `end-lost-send:${messageId}`, runAt });
    const { chatId, kind, text, payload } = message;
    return { sessionId, chatId, kind, text, payload, file };
  });
}

/** The plan is asked again: a payment may have gone missing while the message waited. As a key of `errors.message.cause`. */
async function refusalByPlan(tx: Transaction, { workspaceId, numberId }: OutboxRow): Promise<string | null> {
  try {
    await assertMaySend(tx, workspaceId, numberId);
    return null;
  } catch (error) {
    if (!(error instanceof DomainError)) throw error;
    return error.reason.replace(/^.*\./, "");
  }
}

/** The file that a message brings along, null when it has none; it is kept until the message was sent. */
async function findFile(
  tx: Transaction,
  { workspaceId, id, payload }: OutboxRow,
): Promise<Buffer | null | "gone"> {
  if (!payload?.mediaSha256) return null;
  const [media] = await tx
    .select({ content: outboxMedia.content })
    .from(outboxMedia)
    .where(and(eq(outboxMedia.workspaceId, workspaceId), eq(outboxMedia.message, id)));
  return media?.content ?? "gone";
}

/** The allowlist is asked again: a number may have been taken from the workspace while its message waited. */
async function findSession(tx: Transaction, workspaceId: string, numberId: string): Promise<string | null> {
  const [number] = await tx
    .select({ sessionId: numbers.sessionId })
    .from(numbers)
    .where(and(eq(numbers.workspaceId, workspaceId), eq(numbers.id, numberId), eq(numbers.allowed, true)));
  return number?.sessionId ?? null;
}

async function settleSent({ workspaceId, messageId }: SendPayload, upstreamMessageId: string): Promise<void> {
  await inTenant(workspaceId, async (tx) => {
    const message = await lockMessage(tx, workspaceId, messageId);
    if (message?.state !== "sending" && message?.state !== "unknown") return;
    // The event of this message may have come before our answer and been credited to an older one of the same words.
    const credited = await tx
      .select({ id: outboxMessages.id })
      .from(outboxMessages)
      .where(
        and(
          eq(outboxMessages.workspaceId, workspaceId),
          ne(outboxMessages.id, messageId),
          eq(outboxMessages.numberId, message.numberId),
          sql`${outboxMessages.evidence} ->> 'upstreamMessageId' = ${upstreamMessageId}`,
          sql`${outboxMessages.evidence} ->> 'seenIn' in ('webhook', 'history')`,
        ),
      )
      .for("update");
    const evidence = { upstreamMessageId, seenIn: "answer" } as const;
    await change(tx, workspaceId, messageId, sentBecause(evidence));
    for (const { id } of credited) await becomeUnknown(tx, workspaceId, id, "unconfirmed");
  });
}

/** What a call that failed before anything was done means for the message: try again later, or failed for good. */
function verdictOn(error: MoltflowError, attempt: number): Change & { runAt?: Date } {
  const waits = error.kind === "budget_wait";
  const passes = waits || error.kind === "rate_limited" || error.kind === "network";
  if (!passes || (attempt >= maxTries && !waits)) return failedBecause(error.kind);
  const runAt = new Date(error.retryAtMs ?? Date.now() + pauseMs(attempt));
  // The workspace's own limit, not MoltFlow's.
  const cause = error.cause instanceof DomainError ? "limit_wait" : error.kind;
  return { state: "queued", cause, settledAt: null, runAt };
}

async function settleRefused(payload: SendPayload, error: MoltflowError): Promise<void> {
  const { workspaceId, messageId, attempt } = payload;
  const { runAt, ...to } = verdictOn(error, attempt);
  await inTenant(workspaceId, async (tx) => {
    const message = await lockMessage(tx, workspaceId, messageId);
    // Its event may already have proved that it was sent.
    if (message?.state !== "sending" && message?.state !== "unknown") return;
    if (error.outcome === "unknown") return becomeUnknown(tx, workspaceId, messageId, error.kind);
    await change(tx, workspaceId, messageId, to);
    if (!runAt) return;
    // A message that waits for its turn was not tried.
    const next = { ...payload, attempt: error.kind === "budget_wait" ? attempt : attempt + 1 };
    await enqueue(tx, sendMessage, next, { key: `send-message:${messageId}`, runAt });
  });
}
