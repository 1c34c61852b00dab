import { and, asc, eq, sql } from "drizzle-orm";
import type { Transaction } from "#db/client.ts";
import { isOneOf } from "#db/is-one-of.ts";
import { chats, numbers } from "#db/schema/index.ts";
import { newId } from "#server/core/ids.ts";
import { kindOf, phoneOf } from "./address.ts";
import type { Heard, Placed } from "./heard.ts";

const addressOf = ({ sessionId, chatId }: { sessionId: string; chatId: string }) => `${sessionId} ${chatId}`;

/**
 * Finds or makes the chat of each, and takes the chats' rows until commit. Null for a session that is no allowed number
 * of the workspace: what it says is not for us.
 */
export async function placeHeard(
  tx: Transaction,
  workspaceId: string,
  heard: readonly Heard[],
): Promise<(Placed | null)[]> {
  if (heard.length === 0) return [];
  const numberOf = await readNumbers(tx, workspaceId, heard);
  const ours = heard.filter(({ sessionId }) => numberOf.has(sessionId));
  const chatOf = ours.length === 0 ? new Map() : await openChats(tx, workspaceId, ours, numberOf);
  return heard.map((one) => {
    const numberId = numberOf.get(one.sessionId);
    const chat = chatOf.get(addressOf(one));
    return numberId && chat ? { ...one, numberId, chat } : null;
  });
}

async function readNumbers(tx: Transaction, workspaceId: string, heard: readonly Heard[]) {
  const sessions = [...new Set(heard.map(({ sessionId }) => sessionId))];
  const rows = await tx
    .select({ id: numbers.id, sessionId: numbers.sessionId })
    .from(numbers)
    .where(
      and(
        eq(numbers.workspaceId, workspaceId),
        isOneOf(numbers.sessionId, sessions),
        eq(numbers.allowed, true),
      ),
    );
  return new Map(rows.map(({ id, sessionId }) => [sessionId, id]));
}

/** Missing ones are made before any is locked, and both in one order: two at once cannot wait for each other. */
async function openChats(
  tx: Transaction,
  workspaceId: string,
  heard: readonly Heard[],
  numberOf: ReadonlyMap<string, string>,
): Promise<Map<string, string>> {
  const addresses = [...new Map(heard.map((one) => [addressOf(one), one])).entries()]
    .sort(([a], [b]) => (a < b ? -1 : 1))
    .map(([, one]) => one);
  const known = await findChats(tx, workspaceId, addresses);
  const missing = addresses.filter((one) => !known.has(addressOf(one)));
  if (missing.length > 0) {
    await tx
      .insert(chats)
      .values(
        missing.map(({ sessionId, chatId, happenedAt }) => ({
          ...{ workspaceId, id: newId(), numberId: numberOf.get(sessionId) ?? "", sessionId, chatId },
          ...{ kind: kindOf(chatId), phone: phoneOf(chatId), lastMessageAt: happenedAt },
        })),
      )
      .onConflictDoNothing({ target: [chats.workspaceId, chats.sessionId, chats.chatId] });
  }
  const all = missing.length > 0 ? await findChats(tx, workspaceId, addresses) : known;
  await lockChats(tx, workspaceId, [...all.values()]);
  return all;
}

async function findChats(
  tx: Transaction,
  workspaceId: string,
  addresses: readonly { sessionId: string; chatId: string }[],
): Promise<Map<string, string>> {
  const sessions = addresses.map(({ sessionId }) => sessionId);
  const chatIds = addresses.map(({ chatId }) => chatId);
  const rows = await tx
    .select({ id: chats.id, sessionId: chats.sessionId, chatId: chats.chatId })
    .from(chats)
    .where(
      and(
        eq(chats.workspaceId, workspaceId),
        sql`(${chats.sessionId}, ${chats.chatId}) in (
          select * from unnest(${sql.param(sessions)}::text[], ${sql.param(chatIds)}::text[]))`,
      ),
    );
  return new Map(rows.map((row) => [addressOf(row), row.id]));
}

/** Takes chats until commit, in one order, so that each is changed by one at a time. */
export async function lockChats(tx: Transaction, workspaceId: string, ids: readonly string[]): Promise<void> {
  await tx
    .select({ id: chats.id })
    .from(chats)
    .where(and(eq(chats.workspaceId, workspaceId), isOneOf(chats.id, ids)))
    .orderBy(asc(chats.id))
    .for("no key update");
}
