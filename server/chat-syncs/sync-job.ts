import { and, eq } from "drizzle-orm";
import { z } from "zod";
import type { Transaction } from "#db/client.ts";
import { isOneOf } from "#db/is-one-of.ts";
import { chats } from "#db/schema/index.ts";
import { inTenant } from "#db/tenant.ts";
import { applyMessages } from "#server/chats/index.ts";
import { moltflowFor, syncTurn } from "#server/connections/index.ts";
import { DomainError } from "#server/core/errors.ts";
import { idSchema } from "#server/core/ids.ts";
import { defineJob, enqueue, type JobDefinition } from "#server/jobs/index.ts";
import { reconcileHistory } from "#server/messages/index.ts";
import { type Chat, type Message, MoltflowError } from "#server/moltflow/index.ts";
import {
  afterList,
  afterMessages,
  type Cursor,
  type ListedChat,
  type NextCall,
  nextCall,
  pageSize,
  parseCursor,
} from "./cursor.ts";
import { happenedAt, heardFromHistory } from "./heard-history.ts";
import { changeSync, findSession, isOpen, lockSync, type SyncKey, type SyncRow } from "./rows.ts";
import { syncKinds } from "./schemas.ts";

const payload = z.object({
  workspaceId: idSchema,
  numberId: idSchema,
  kind: z.enum(syncKinds),
  run: z.int(),
});
type Payload = z.output<typeof payload>;

/**
 * One call to MoltFlow's history a run; each run schedules the next. A run that is told to wait for its turn, or meets a
 * trouble that passes, runs again later from where the last one left off.
 */
export const syncChats: JobDefinition<Payload> = defineJob({ name: "sync-chats", payload, run: walk });

/** Plans the next call of a run. */
export async function scheduleSync(tx: Transaction, next: Payload): Promise<void> {
  await enqueue(tx, syncChats, next, { key: `sync-chats:${next.kind}:${next.numberId}` });
}

/** A look at the newest chats; older ones have nothing that an event could have missed lately. */
const newestChats = 50;

type Claim = { session: { sessionId: string; createdAt: Date }; cursor: Cursor; next: NextCall };
type Answer = { call: "list"; chats: Chat[] } | { call: "read"; chat: ListedChat; messages: Message[] };

async function walk(wish: Payload): Promise<void> {
  const claim = await inTenant(wish.workspaceId, (tx) => claimCall(tx, wish));
  if (!claim) return;
  try {
    const answer = await ask(wish, claim);
    await inTenant(wish.workspaceId, (tx) => settle(tx, wish, claim, answer));
  } catch (error) {
    const failure = lastingFailure(error);
    if (failure === null) throw error;
    await inTenant(wish.workspaceId, (tx) => end(tx, wish, { state: "failed", failure }));
  }
}

const isWanted = (row: SyncRow | null, { run }: Payload): row is SyncRow => row?.run === run && isOpen(row);

async function claimCall(tx: Transaction, wish: Payload): Promise<Claim | null> {
  const row = await lockSync(tx, wish);
  if (!isWanted(row, wish)) return null;
  const session = await findSession(tx, wish);
  if (!session) {
    await end(tx, wish, { state: "failed", failure: "number_removed" });
    return null;
  }
  const cursor = parseCursor(row.cursor);
  const next = nextCall(cursor);
  if (!next) {
    await end(tx, wish, { state: "done" });
    return null;
  }
  if (row.state === "waiting") await changeSync(tx, wish, { state: "running" });
  return { session, cursor, next };
}

async function ask({ workspaceId, kind }: Payload, { session, next }: Claim): Promise<Answer> {
  const client = await moltflowFor(workspaceId, syncTurn, { retries: 0 });
  const { sessionId } = session;
  if (next.call === "list") {
    const limit = kind === "reconcile" ? newestChats : pageSize;
    return { call: "list", chats: await client.listChats(sessionId, { limit, offset: next.offset }) };
  }
  const { chat, offset } = next;
  try {
    const page = { limit: pageSize, offset };
    return { call: "read", chat, messages: await client.listChatMessages(sessionId, chat.chatId, page) };
  } catch (error) {
    // Deleted on the phone since it was listed: the others are still there.
    const isGone = error instanceof MoltflowError && (error.kind === "not_found" || error.kind === "invalid");
    if (isGone) return { call: "read", chat, messages: [] };
    throw error;
  }
}

/** Why there is no use in going on; null for what passes, and then the job runs again. */
function lastingFailure(error: unknown): string | null {
  if (error instanceof DomainError)
    return error.reason === "connection.missing" ? "connection_missing" : null;
  if (!(error instanceof MoltflowError)) return null;
  return /^(forbidden_|unauthorized|not_found|bad_state|invalid)/.test(error.kind) ? error.kind : null;
}

async function settle(tx: Transaction, wish: Payload, claim: Claim, answer: Answer): Promise<void> {
  const row = await lockSync(tx, wish);
  // Paused or cancelled while MoltFlow answered: what it said is asked again, or not needed.
  if (!isWanted(row, wish)) return;
  const progress = await (answer.call === "list"
    ? takeList(tx, wish, claim, answer.chats)
    : takeMessages(tx, wish, claim, answer));
  const { cursor, total = null, chatsDone = 0, messagesFound = 0 } = progress;
  await changeSync(tx, wish, {
    cursor: JSON.stringify(cursor),
    chatsTotal: total ?? row.chatsTotal,
    chatsDone: row.chatsDone + chatsDone,
    messagesFound: row.messagesFound + messagesFound,
  });
  if (nextCall(cursor)) return scheduleSync(tx, wish);
  await end(tx, wish, { state: "done" });
}

type Progress = { cursor: Cursor; total?: number | null; chatsDone?: number; messagesFound?: number };

async function takeList(
  tx: Transaction,
  wish: Payload,
  { session, cursor }: Claim,
  listed: Chat[],
): Promise<Progress> {
  const page = listed.map(({ waChatId, name }) => ({ chatId: waChatId, name }));
  if (wish.kind === "backfill") return afterList(cursor, page);
  const behind = await findBehind(tx, wish, session.sessionId, listed);
  const toRead = page.filter(({ chatId }) => behind.has(chatId));
  return {
    cursor: { step: "read", listed: listed.length, chats: toRead, messages: 0, isLast: true },
    total: toRead.length,
  };
}

/** Times of one message differ by their rounding. */
const sameTimeMs = 30_000;

/** The chats of which MoltFlow has a later message than we. */
async function findBehind(
  tx: Transaction,
  { workspaceId }: Payload,
  sessionId: string,
  listed: Chat[],
): Promise<Set<string>> {
  const known = await tx
    .select({ chatId: chats.chatId, lastMessageAt: chats.lastMessageAt, lastPreview: chats.lastPreview })
    .from(chats)
    .where(
      and(
        eq(chats.workspaceId, workspaceId),
        eq(chats.sessionId, sessionId),
        isOneOf(
          chats.chatId,
          listed.map(({ waChatId }) => waChatId),
        ),
      ),
    );
  const ours = new Map(known.map((chat) => [chat.chatId, chat]));
  const isBehind = ({ waChatId, lastMessageAt, lastMessagePreview }: Chat) => {
    const own = ours.get(waChatId);
    if (!own || lastMessageAt === null) return true;
    const laterMs = lastMessageAt.getTime() - own.lastMessageAt.getTime();
    return laterMs > sameTimeMs || (laterMs > -sameTimeMs && !begins(own.lastPreview, lastMessagePreview));
  };
  return new Set(listed.filter(isBehind).map(({ waChatId }) => waChatId));
}

const begins = (ours: string | null, theirs: string | null) =>
  (ours ?? "").slice(0, 50).trim() === (theirs ?? "").slice(0, 50).trim();

async function takeMessages(
  tx: Transaction,
  { workspaceId, numberId, kind }: Payload,
  { session, cursor }: Claim,
  { chat, messages }: Extract<Answer, { call: "read" }>,
): Promise<Progress> {
  const knownSinceMs = session.createdAt.getTime() - sameTimeMs;
  const isGap = (message: Message) => (happenedAt(message)?.getTime() ?? 0) >= knownSinceMs;
  // What is older than our knowledge of the number is its past, which only the back-fill brings.
  const wanted = kind === "backfill" ? messages : messages.filter(isGap);
  const news = kind === "backfill" ? "no" : "unless_known";
  const settled = await reconcileHistory(tx, workspaceId, { numberId, chatId: chat.chatId }, wanted);
  const heard = wanted.flatMap((message) => {
    const one = heardFromHistory(session.sessionId, chat, message, news);
    return one ? [{ ...one, outboxId: settled.get(message.id) ?? null }] : [];
  });
  const { made } = await applyMessages(tx, workspaceId, heard);
  // A gap ends where a page holds nothing new.
  const isOver = kind === "reconcile" && (made === 0 || wanted.length < messages.length);
  const { cursor: next, isDone } = afterMessages(cursor, isOver ? 0 : messages.length);
  return { cursor: next, chatsDone: isDone ? 1 : 0, messagesFound: made };
}

async function end(
  tx: Transaction,
  key: SyncKey,
  how: { state: "done" | "failed"; failure?: string },
): Promise<void> {
  await changeSync(tx, key, { ...how, finishedAt: new Date() });
}
