import { z } from "zod";
import type { presences } from "#db/schema/teamwork.ts";
import type { Assignee, NoteView } from "#server/chats/schemas.ts";
import { cleanText } from "#server/core/clean-text.ts";

/** WhatsApp takes no more either, so a draft and a note have one limit. */
const maxLength = 4096;

const noteTextSchema = z
  .string()
  .trim()
  .min(1, "note.text_missing")
  .max(maxLength, "note.text_long")
  .transform(cleanText)
  .refine((text) => text !== "", "note.text_missing");

/** Members whom a note names, each once. */
const mentionsSchema = z
  .array(z.string().min(1).max(100))
  .max(20, "note.mentions_many")
  .transform((userIds) => [...new Set(userIds)])
  .default([]);

export const chatInput = z.object({ chat: z.uuid() });

export const addNoteSchema = chatInput.extend({ text: noteTextSchema, mentions: mentionsSchema });
export type AddNoteInput = z.output<typeof addNoteSchema>;

export const noteInput = z.object({ noteId: z.uuid() });
export const changeNoteSchema = noteInput.extend({ text: noteTextSchema, mentions: mentionsSchema });
export type ChangeNoteInput = z.output<typeof changeNoteSchema>;

/** An author may change their words this long. */
export const noteEditableMs = 15 * 60_000;

/** A note as it was kept, and whom of those it names it did not reach: they may not see the chat. */
export type WrittenNote = { note: NoteView; unreached: Assignee[] };

/** What is empty is no draft. White space stays as it was typed. */
export const saveDraftSchema = chatInput.extend({
  text: z.string().max(maxLength, "draft.long").transform(cleanText),
});
export type SaveDraftInput = z.output<typeof saveDraftSchema>;

/** What the reader has begun to write in a chat; the instant is ISO 8601. */
export type DraftView = { text: string; updatedAt: string };

/** Null: not there any more. `tab` is made by the browser, once for each tab. */
export const bePresentSchema = chatInput.extend({
  state: z.enum(["viewing", "writing"] satisfies (typeof presences)[number][]).nullable(),
  tab: z.string().regex(/^[\w-]{8,40}$/),
});
export type BePresentInput = z.output<typeof bePresentSchema>;

/** How often a tab says that it is still there; a lease of `presenceLeaseMs` outlives two silent ones. */
export const presenceEveryMs = 10_000;
export const presenceLeaseMs = 25_000;

/** Another member at a chat. `forMs`: how long that is true unless they say so again, from the answer on. */
export type Present = Assignee & { state: (typeof presences)[number]; forMs: number };
