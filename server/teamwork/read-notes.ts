import { and, asc, eq, gte, isNull, lt, type SQL } from "drizzle-orm";
import type { Queryable } from "#db/client.ts";
import { isOneOf } from "#db/is-one-of.ts";
import { chatNotes, users } from "#db/schema/index.ts";
import { type Place, sightIn } from "#db/tenant.ts";
import type { Assignee, NoteView } from "#server/chats/schemas.ts";

/** Much more than people write between two messages; a page of a thread stays a page. */
const maxNotes = 500;

const shown = {
  id: chatNotes.id,
  authorId: chatNotes.authorId,
  text: chatNotes.text,
  mentions: chatNotes.mentions,
  createdAt: chatNotes.createdAt,
  editedAt: chatNotes.editedAt,
};

/**
 * The notes of a chat that the caller has found to be visible, oldest first: from `from` on and before `to`, each open
 * when it is null.
 */
export function readNotes(
  tx: Queryable,
  place: Place,
  chat: string,
  { from = null, to = null }: { from?: Date | null; to?: Date | null } = {},
): Promise<NoteView[]> {
  return selectNotes(
    tx,
    place,
    and(
      eq(chatNotes.chat, chat),
      from === null ? undefined : gte(chatNotes.createdAt, from),
      to === null ? undefined : lt(chatNotes.createdAt, to),
    ),
  );
}

/** One note of a chat that is visible; null when it is gone. */
export async function readNote(tx: Queryable, place: Place, id: string): Promise<NoteView | null> {
  const [note] = await selectNotes(tx, place, eq(chatNotes.id, id));
  return note ?? null;
}

async function selectNotes(tx: Queryable, place: Place, which: SQL | undefined): Promise<NoteView[]> {
  const rows = await tx
    .select(shown)
    .from(chatNotes)
    .where(and(eq(chatNotes.workspaceId, sightIn(place).workspaceId), which, isNull(chatNotes.deletedAt)))
    .orderBy(asc(chatNotes.createdAt), asc(chatNotes.id))
    .limit(maxNotes);
  const named = new Set(
    rows.flatMap(({ authorId, mentions }) => [...mentions, ...(authorId ? [authorId] : [])]),
  );
  const people = await readNames(tx, [...named]);
  return rows.map(({ id, authorId, text, mentions, createdAt, editedAt }) => ({
    ...{ id, text },
    author: (authorId && people.get(authorId)) || null,
    mentions: mentions.flatMap((userId) => people.get(userId) ?? []),
    createdAt: createdAt.toISOString(),
    editedAt: editedAt?.toISOString() ?? null,
  }));
}

/** Whoever left the workspace is no longer seen through the wall around `users`. */
async function readNames(tx: Queryable, userIds: string[]): Promise<Map<string, Assignee>> {
  if (userIds.length === 0) return new Map();
  const rows = await tx
    .select({ userId: users.id, name: users.name, email: users.email })
    .from(users)
    .where(isOneOf(users.id, userIds));
  return new Map(rows.map((person) => [person.userId, person]));
}
