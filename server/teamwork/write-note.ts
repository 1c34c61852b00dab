import { and, eq } from "drizzle-orm";
import type { Transaction } from "#db/client.ts";
import { type ChatRow, chatNotes } from "#db/schema/index.ts";
import { inTenant, type Place, sightIn } from "#db/tenant.ts";
import { record } from "#server/audit/index.ts";
import { findChat } from "#server/chats/index.ts";
import { DomainError, notFound } from "#server/core/errors.ts";
import { newId } from "#server/core/ids.ts";
import { nudge } from "#server/live/index.ts";
import { giveNotice, takeBackNotices } from "#server/notices/index.ts";
import { findMentioned } from "./mention.ts";
import { type Author, personOf } from "./person.ts";
import { readNote } from "./read-notes.ts";
import { type AddNoteInput, type ChangeNoteInput, noteEditableMs, type WrittenNote } from "./schemas.ts";

type NoteRow = typeof chatNotes.$inferSelect;

/**
 * Writes a note into a chat and tells whom it names, as far as they may see the chat.
 * @throws DomainError `chat.not_found`, `member.not_found`, forbidden `chat.people_only`
 */
export function addNote(place: Place, input: AddNoteInput, author: Author): Promise<WrittenNote> {
  const { workspaceId } = sightIn(place);
  const authorId = personOf(author);
  return inTenant(place, async (tx) => {
    const chat = await findChat(tx, place, input.chat);
    const { text, mentions } = input;
    const id = newId();
    await tx.insert(chatNotes).values({ workspaceId, id, chat: chat.id, authorId, text, mentions });
    await record(tx, { workspaceId, actor: author.actor, action: "note.create", target: id });
    return tellMentioned(tx, { place, chat, id, authorId, mentions });
  });
}

/**
 * Changes one's own note within a quarter of an hour. Whom it names anew is told.
 * @throws DomainError `note.not_found`, forbidden `note.not_yours`, conflict `note.too_old`, `member.not_found`
 */
export function changeNote(place: Place, input: ChangeNoteInput, author: Author): Promise<WrittenNote> {
  const { workspaceId } = sightIn(place);
  const authorId = personOf(author);
  return inTenant(place, async (tx) => {
    const { note, chat } = await lockOwnNote(tx, place, input.noteId, authorId);
    if (note.deletedAt) throw notFound("note");
    if (Date.now() - note.createdAt.getTime() > noteEditableMs) throw tooOld();
    const { text, mentions } = input;
    await setNote(tx, note, { text, mentions, editedAt: new Date() });
    await record(tx, { workspaceId, actor: author.actor, action: "note.change", target: note.id });
    return tellMentioned(tx, { place, chat, id: note.id, authorId, mentions });
  });
}

/**
 * Deletes one's own note, and takes back what was told of it. It can be restored until it is swept away.
 * @throws DomainError `note.not_found`, forbidden `note.not_yours`
 */
export function deleteNote(place: Place, noteId: string, author: Author): Promise<void> {
  const { workspaceId } = sightIn(place);
  const authorId = personOf(author);
  return inTenant(place, async (tx) => {
    const { note } = await lockOwnNote(tx, place, noteId, authorId);
    if (note.deletedAt) return;
    await setNote(tx, note, { deletedAt: new Date() });
    await takeBackNotices(tx, { workspaceId, kind: "mention", about: note.id });
    await record(tx, { workspaceId, actor: author.actor, action: "note.delete", target: note.id });
    await nudge(tx, workspaceId, "chats");
  });
}

/**
 * Undoes the deletion of one's own note.
 * @throws DomainError `note.not_found` once it was swept away, forbidden `note.not_yours`
 */
export function restoreNote(place: Place, noteId: string, author: Author): Promise<void> {
  const { workspaceId } = sightIn(place);
  const authorId = personOf(author);
  return inTenant(place, async (tx) => {
    const { note, chat } = await lockOwnNote(tx, place, noteId, authorId);
    if (!note.deletedAt) return;
    await setNote(tx, note, { deletedAt: null });
    await record(tx, { workspaceId, actor: author.actor, action: "note.restore", target: note.id });
    // Whom it names may have left since.
    const { reached } = await findMentioned(tx, chat, note.mentions);
    const mentions = reached.map(({ userId }) => userId);
    await tellMentioned(tx, { place, chat, id: note.id, authorId, mentions });
  });
}

/** A note whose chat is visible, locked until commit. @throws DomainError `note.not_found`, `note.not_yours` */
async function lockOwnNote(
  tx: Transaction,
  place: Place,
  noteId: string,
  authorId: string,
): Promise<{ note: NoteRow; chat: ChatRow }> {
  const { workspaceId } = sightIn(place);
  const [note] = await tx
    .select()
    .from(chatNotes)
    .where(and(eq(chatNotes.workspaceId, workspaceId), eq(chatNotes.id, noteId)))
    .for("update");
  if (!note) throw notFound("note");
  const chat = await findChat(tx, place, note.chat).catch((error) => {
    throw error instanceof DomainError ? notFound("note") : error;
  });
  if (note.authorId !== authorId) throw notYours();
  return { note, chat };
}

async function setNote(
  tx: Transaction,
  { workspaceId, id }: Pick<NoteRow, "workspaceId" | "id">,
  to: Partial<Pick<NoteRow, "text" | "mentions" | "editedAt" | "deletedAt">>,
): Promise<void> {
  await tx
    .update(chatNotes)
    .set(to)
    .where(and(eq(chatNotes.workspaceId, workspaceId), eq(chatNotes.id, id)));
}

type Told = { place: Place; chat: ChatRow; id: string; authorId: string; mentions: string[] };

/** Told twice of one note, nobody gets two notices, so a change tells only whom it names anew. */
async function tellMentioned(
  tx: Transaction,
  { place, chat, id, authorId, mentions }: Told,
): Promise<WrittenNote> {
  const { workspaceId } = sightIn(place);
  const { reached, unreached } = await findMentioned(tx, chat, mentions);
  if (reached.length + unreached.length < mentions.length) throw notFound("member");
  const note = await readNote(tx, place, id);
  if (!note) throw notFound("note");
  const by = note.author?.name ?? note.author?.email ?? "";
  for (const { userId } of reached) {
    if (userId === authorId) continue;
    await giveNotice(tx, {
      ...{ workspaceId, userId, kind: "mention", chat: chat.id, params: { by }, about: id },
    });
  }
  await nudge(tx, workspaceId, "chats");
  return { note, unreached };
}

const notYours = () =>
  new DomainError("forbidden", "note.not_yours", "Only whoever wrote a note changes or deletes it.");

const tooOld = () =>
  new DomainError(
    "conflict",
    "note.too_old",
    "A note can be changed for 15 minutes. Write another one, or delete this one.",
  );
