import { z } from "zod";
import type { noticeKinds } from "#db/schema/notices.ts";

/** `cursor` is the `nextCursor` of the page before, opaque. */
export const listNoticesSchema = z.object({ cursor: z.string().max(200).optional() });
export type ListNoticesInput = z.output<typeof listNoticesSchema>;

/** One notice, or all that there are at the moment. */
export const markReadSchema = z.union([z.object({ noticeId: z.uuid() }), z.object({ all: z.literal(true) })]);
export type MarkReadInput = z.output<typeof markReadSchema>;

export const maxNoticeSnoozeMs = 31 * 24 * 60 * 60_000;

/** Out of the way until this instant, then unread again. */
export const snoozeNoticeSchema = z.object({ noticeId: z.uuid(), until: z.iso.datetime({ offset: true }) });
export type SnoozeNoticeInput = z.output<typeof snoozeNoticeSchema>;

/** Something that the reader should know. Instants are ISO 8601. */
export type NoticeView = {
  id: string;
  kind: (typeof noticeKinds)[number];
  /** The chat that it is about; `title` is null when only its address is known. */
  chat: { id: string; title: string | null } | null;
  number: { id: string; name: string } | null;
  destination: { id: string; name: string } | null;
  /** The newest event that it tells of; null when it is about something else. */
  eventId: string | null;
  /** How many times it happened since it was last read. */
  times: number;
  params: Record<string, string>;
  createdAt: string;
  readAt: string | null;
};

export type NoticePage = { notices: NoticeView[]; nextCursor: string | null };
/** Counted up to 100. */
export type UnreadNotices = { count: number };
