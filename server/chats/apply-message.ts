import { and, eq, or, type SQL, sql } from "drizzle-orm";
import type { Transaction } from "#db/client.ts";
import { isOneOf } from "#db/is-one-of.ts";
import { messages } from "#db/schema/index.ts";
import { nudge } from "#server/live/index.ts";
import { type Heard, type Line, type Placed, storable, unheard } from "./heard.ts";
import { Ledger } from "./ledger.ts";
import { lockChats, placeHeard } from "./place-heard.ts";
import { refreshChats } from "./refresh-chats.ts";
import { nearMs, ownWaitMs } from "./twins.ts";
import { writeLedger } from "./write-ledger.ts";

/**
 * What became of what was heard. `ids` has the message of each, in order; null for a session that is no allowed number.
 */
export type Applied = { ids: (string | null)[]; made: number };

/**
 * Brings what was heard into `messages` and its chats, whoever tells: an event, our outbox, MoltFlow's history, the
 * answer to a call. What is known already changes nothing, so anything may be told twice, late and in any order; see
 * `Ledger`. Takes the rows of its chats for itself until commit. Works in the workspace's whole sight.
 */
export async function applyMessages(
  tx: Transaction,
  workspaceId: string,
  heard: readonly Heard[],
): Promise<Applied> {
  const placed = await placeHeard(tx, workspaceId, heard.map(storable));
  const known = placed.filter((one) => one !== null);
  if (known.length === 0) return { ids: placed.map(() => null), made: 0 };
  const ledger = new Ledger(await readLines(tx, workspaceId, known));
  const lines = ledger.takeAll(known);
  await writeLedger(tx, workspaceId, ledger);
  const names = new Map(known.flatMap(({ chat, chatName }) => (chatName ? [[chat, chatName] as const] : [])));
  await refreshChats(tx, workspaceId, chatsOf(ledger, names), { news: ledger.news, names });
  const byHeard = new Map(known.map((one, index) => [one, lines[index]?.id ?? null]));
  if (ledger.made.size + ledger.changed.size + ledger.gone.size > 0) await nudge(tx, workspaceId, "chats");
  return {
    ids: placed.map((one) => (one === null ? null : (byHeard.get(one) ?? null))),
    made: ledger.made.size,
  };
}

const chatsOf = ({ made, changed, gone }: Ledger, names: ReadonlyMap<string, string>): string[] => [
  ...new Set([...[...made, ...changed, ...gone].map(({ chat }) => chat), ...names.keys()]),
];

/**
 * The lines that what was heard may be about: by their ids, and, for what none of these finds, of the same chat and
 * words at about the same time.
 */
async function readLines(tx: Transaction, workspaceId: string, heard: readonly Placed[]): Promise<Line[]> {
  const named = await select(tx, workspaceId, byIds(heard));
  const whole = named.filter(({ kind }) => kind !== unheard);
  const ids = new Set(whole.flatMap(({ id, eventId, upstreamId }) => [id, eventId, upstreamId]));
  const isNamed = ({ outboxId, eventId, upstreamId }: Placed) =>
    [outboxId, eventId, upstreamId].some((id) => id !== null && ids.has(id));
  const unnamed = heard.filter((one) => one.text !== null && one.outboxId === null && !isNamed(one));
  if (unnamed.length === 0) return named;
  const alike = await select(tx, workspaceId, isAlike(unnamed));
  return [...new Map([...named, ...alike].map((line) => [line.id, line])).values()];
}

function byIds(heard: readonly Placed[]): SQL | undefined {
  const all = (read: (one: Placed) => string | null) => [
    ...new Set(heard.map(read).filter((id) => id !== null)),
  ];
  return or(
    isOneOf(
      messages.id,
      all(({ outboxId }) => outboxId),
    ),
    isOneOf(
      messages.eventId,
      all(({ eventId }) => eventId),
    ),
    and(
      isOneOf(
        messages.numberId,
        all(({ numberId }) => numberId),
      ),
      isOneOf(
        messages.upstreamId,
        all(({ upstreamId }) => upstreamId),
      ),
    ),
  );
}

/** Enough letters to tell messages apart; the rest is compared when they are here. */
const startLength = 200;

function isAlike(heard: readonly Placed[]): SQL {
  const wanted = heard.map(({ chat, direction, text, happenedAt }) => ({
    chat,
    direction,
    start: [...(text ?? "").slice(0, startLength * 2)].slice(0, startLength).join(""),
    since: new Date(happenedAt.getTime() - (direction === "outbound" ? ownWaitMs : nearMs)),
    until: new Date(happenedAt.getTime() + nearMs),
  }));
  return sql`${messages.id} in (
    select m.id from jsonb_to_recordset(${JSON.stringify(wanted)}::jsonb)
      as h (chat uuid, direction text, start text, since timestamptz, until timestamptz)
    join messages m on m.workspace_id = ${messages.workspaceId} and m.chat = h.chat and m.direction = h.direction
      and m.happened_at between h.since and h.until and left(m.text, ${startLength}::int) = h.start)`;
}

function select(tx: Transaction, workspaceId: string, which: SQL | undefined): Promise<Line[]> {
  return tx
    .select(lineColumns)
    .from(messages)
    .where(and(eq(messages.workspaceId, workspaceId), which));
}

const lineColumns = {
  id: messages.id,
  chat: messages.chat,
  numberId: messages.numberId,
  direction: messages.direction,
  kind: messages.kind,
  text: messages.text,
  payload: messages.payload,
  authorKind: messages.authorKind,
  authorId: messages.authorId,
  senderName: messages.senderName,
  senderPhone: messages.senderPhone,
  status: messages.status,
  cause: messages.cause,
  evidence: messages.evidence,
  truncated: messages.truncated,
  counted: messages.counted,
  happenedAt: messages.happenedAt,
  upstreamId: messages.upstreamId,
  eventId: messages.eventId,
};

/** What the outbox knows of a message of its own. */
export type OutboxChange = {
  status: Line["status"];
  cause?: string | null;
  evidence?: string | null;
  upstreamId?: string | null;
  /** The `message.sent` that proves it. */
  eventId?: string | null;
};

/**
 * Moves a message of ours on as its outbox row moves; does nothing for one from before there were messages. What is
 * proven stays proven, whatever the outbox believes.
 */
export async function followOutbox(
  tx: Transaction,
  workspaceId: string,
  outboxId: string,
  { status, cause = null, evidence = null, upstreamId = null, eventId = null }: OutboxChange,
): Promise<void> {
  const [own] = await select(tx, workspaceId, eq(messages.id, outboxId));
  if (!own) return;
  await lockChats(tx, workspaceId, [own.chat]);
  const { chat, numberId } = own;
  const ledger = new Ledger(
    await select(
      tx,
      workspaceId,
      or(
        eq(messages.id, outboxId),
        isOneOf(messages.eventId, eventId ? [eventId] : []),
        and(eq(messages.numberId, numberId), isOneOf(messages.upstreamId, upstreamId ? [upstreamId] : [])),
      ),
    ),
  );
  ledger.take({
    ...{ chat, numberId, sessionId: "", chatId: "", direction: "outbound", kind: own.kind, text: own.text },
    ...{ truncated: false, payload: null, status, cause, evidence, upstreamId, eventId, outboxId },
    author: { kind: own.authorKind, id: own.authorId, name: null, phone: null },
    ...{ happenedAt: own.happenedAt, news: "yes", chatName: null },
  });
  await writeLedger(tx, workspaceId, ledger);
  await refreshChats(tx, workspaceId, chatsOf(ledger, new Map()), { news: ledger.news });
  await nudge(tx, workspaceId, "chats");
}
