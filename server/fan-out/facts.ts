import { and, eq, sql } from "drizzle-orm";
import type { Transaction } from "#db/client.ts";
import { chatLabels, chats, type EventRow, numbers } from "#db/schema/index.ts";
import type { EventFacts } from "#server/event-filter/index.ts";
import { numbersInSight, readPreview } from "#server/inbox/index.ts";
import { readAuthors } from "./authors.ts";
import { directionByName } from "./directions.ts";

/** A stored event; `body` is null where nobody asks for its words, or where it is longer than any message. */
export type StoredEvent = Pick<
  EventRow,
  "id" | "seq" | "receivedAt" | "inboxId" | "event" | "sessionId" | "chatId"
> & { body: Buffer | null };

/** An event with what is known of it, for rules and filters. */
export type KnownEvent = Omit<StoredEvent, "body"> & {
  facts: EventFacts;
  /** The row of its chat, once there is one. */
  chat: string | null;
  /** The member who sent it from here; null for everybody else's. */
  authorId: string | null;
};

type KnownChat = { id: string; assigneeId: string | null; labelIds: string[] };

/** Adds what is known of events: as many queries, however many they are. Works in the workspace's whole sight. */
export async function readFacts(
  tx: Transaction,
  workspaceId: string,
  stored: readonly StoredEvent[],
): Promise<KnownEvent[]> {
  if (stored.length === 0) return [];
  const [numberOf, chatOf] = await Promise.all([
    readNumbers(tx, workspaceId, stored),
    readChats(tx, workspaceId, stored),
  ]);
  const known = stored.map(({ body, ...event }) => {
    const chat = chatOf.get(addressOf(event)) ?? null;
    const numberId = event.sessionId === null ? null : (numberOf.get(event.sessionId) ?? null);
    const { preview: text, direction } = body ? readPreview(body, Number.POSITIVE_INFINITY) : nothingRead;
    const facts: EventFacts = {
      ...{ event: event.event, inboxId: event.inboxId, numberId, chatId: event.chatId, text },
      direction: directionByName(event.event) ?? direction,
      ...{ labelIds: chat?.labelIds ?? [], assigneeId: chat?.assigneeId ?? null },
    };
    return { ...event, facts, chat: chat?.id ?? null };
  });
  const authorOf = await readAuthors(tx, workspaceId, known);
  return known.map((event) => ({ ...event, authorId: authorOf.get(event.id) ?? null }));
}

const nothingRead = { preview: null, direction: null } as const;
const addressOf = ({ sessionId, chatId }: { sessionId: string | null; chatId: string | null }) =>
  `${sessionId} ${chatId}`;

/** The workspace's allowed numbers by session. */
async function readNumbers(
  tx: Transaction,
  workspaceId: string,
  stored: readonly StoredEvent[],
): Promise<Map<string, string>> {
  if (stored.every(({ sessionId }) => sessionId === null)) return new Map();
  const rows = await tx
    .select({ id: numbers.id, sessionId: numbers.sessionId })
    .from(numbers)
    .where(numbersInSight(workspaceId));
  return new Map(rows.map(({ id, sessionId }) => [sessionId, id]));
}

async function readChats(
  tx: Transaction,
  workspaceId: string,
  stored: readonly StoredEvent[],
): Promise<Map<string, KnownChat>> {
  const addressed = stored.filter(({ sessionId, chatId }) => sessionId !== null && chatId !== null);
  if (addressed.length === 0) return new Map();
  const addresses = [...new Map(addressed.map((event) => [addressOf(event), event])).values()];
  const rows = await tx
    .select({
      id: chats.id,
      sessionId: chats.sessionId,
      chatId: chats.chatId,
      assigneeId: chats.assigneeId,
      labelIds: sql<string[]>`array(select ${chatLabels.labelId} from ${chatLabels}
        where ${chatLabels.workspaceId} = ${chats.workspaceId} and ${chatLabels.chat} = ${chats.id})`,
    })
    .from(chats)
    .where(
      and(
        eq(chats.workspaceId, workspaceId),
        sql`(${chats.sessionId}, ${chats.chatId}) in (
          select * from unnest(${sql.param(addresses.map(({ sessionId }) => sessionId))}::text[],
            ${sql.param(addresses.map(({ chatId }) => chatId))}::text[]))`,
      ),
    );
  return new Map(rows.map((row) => [addressOf(row), row]));
}
