import { and, eq, sql } from "drizzle-orm";
import type { Transaction } from "#db/client.ts";
import { isOneOf } from "#db/is-one-of.ts";
import { messages } from "#db/schema/index.ts";
import type { Line } from "./heard.ts";
import type { Ledger } from "./ledger.ts";
import { wordsOf } from "./words.ts";

/** Columns of a line as `jsonb_to_recordset` reads them: any number of lines is one value, and one plan. */
const recordColumns = sql.raw(`id uuid, chat uuid, "numberId" uuid, direction text, kind text, text text,
  payload jsonb, "authorKind" text, "authorId" text, "senderName" text, "senderPhone" text, status text, cause text,
  evidence text, truncated boolean, counted boolean, "happenedAt" timestamptz, "upstreamId" text, "eventId" uuid,
  words text[]`);

const toRecords = (lines: Iterable<Line>): string =>
  JSON.stringify([...lines].map((line) => ({ ...line, words: wordsOf(line.text) })));

/** Writes what a ledger found out. */
export async function writeLedger(tx: Transaction, workspaceId: string, ledger: Ledger): Promise<void> {
  const { made, changed, gone, released } = ledger;
  const ids = (lines: Iterable<Line>) => [...lines].map(({ id }) => id);
  const these = (lines: Iterable<Line>) =>
    and(eq(messages.workspaceId, workspaceId), isOneOf(messages.id, ids(lines)));
  if (gone.size > 0) await tx.delete(messages).where(these(gone));
  if (released.size > 0) {
    await tx.update(messages).set({ eventId: null, upstreamId: null }).where(these(released));
  }
  if (changed.size > 0) await update(tx, workspaceId, changed);
  if (made.size > 0) await insert(tx, workspaceId, made);
}

async function insert(tx: Transaction, workspaceId: string, lines: Iterable<Line>): Promise<void> {
  await tx.execute(sql`
    insert into messages (workspace_id, id, chat, number_id, direction, kind, text, words, payload, author_kind, author_id,
      sender_name, sender_phone, status, cause, evidence, truncated, counted, happened_at, upstream_id, event_id)
    select ${workspaceId}, x.id, x.chat, x."numberId", x.direction, x.kind, x.text, array_to_tsvector(x.words), x.payload,
      x."authorKind", x."authorId", x."senderName", x."senderPhone", x.status, x.cause, x.evidence, x.truncated, x.counted,
      x."happenedAt", x."upstreamId", x."eventId"
    from jsonb_to_recordset(${toRecords(lines)}::jsonb) as x (${recordColumns})`);
}

async function update(tx: Transaction, workspaceId: string, lines: Iterable<Line>): Promise<void> {
  await tx.execute(sql`
    update messages m set kind = x.kind, text = x.text, words = array_to_tsvector(x.words), payload = x.payload,
      author_kind = x."authorKind", author_id = x."authorId", sender_name = x."senderName", sender_phone = x."senderPhone",
      status = x.status, cause = x.cause, evidence = x.evidence, truncated = x.truncated, counted = x.counted,
      happened_at = x."happenedAt", upstream_id = x."upstreamId", event_id = x."eventId"
    from jsonb_to_recordset(${toRecords(lines)}::jsonb) as x (${recordColumns})
    where m.workspace_id = ${workspaceId} and m.id = x.id`);
}
