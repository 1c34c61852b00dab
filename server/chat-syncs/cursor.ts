import { z } from "zod";

/** As many as MoltFlow gives at once. */
export const pageSize = 100;
/** Of one chat; whoever needs more of the past looks at the phone. */
export const longestPast = 1_000;

const chatSchema = z.object({ chatId: z.string(), name: z.string().nullable() });
export type ListedChat = z.infer<typeof chatSchema>;

/** Where a sync goes on. Chats are counted, then listed again page by page and read one after the other. */
const cursorSchema = z.object({
  step: z.enum(["count", "read"]),
  /** Chats of MoltFlow's list that lie behind. */
  listed: z.number().int().min(0),
  /** Chats of the page that are still to be read. The first may have been read in part. */
  chats: z.array(chatSchema),
  /** Messages of the first chat that lie behind. */
  messages: z.number().int().min(0),
  /** The page was the last one. */
  isLast: z.boolean(),
});
export type Cursor = z.infer<typeof cursorSchema>;

export const firstCursor: Cursor = { step: "count", listed: 0, chats: [], messages: 0, isLast: false };

export const parseCursor = (text: string | null): Cursor =>
  text === null ? firstCursor : cursorSchema.parse(JSON.parse(text));

/** The next call to make; null when all is read. */
export type NextCall = { call: "list"; offset: number } | { call: "read"; chat: ListedChat; offset: number };

export function nextCall({ listed, chats: [chat], messages, isLast }: Cursor): NextCall | null {
  if (chat) return { call: "read", chat, offset: messages };
  return isLast ? null : { call: "list", offset: listed };
}

/**
 * After a page of MoltFlow's list. While it is counted, only the page's length matters, except of a list that has one
 * page: it is read at once. `total` is null until the list's end has been seen.
 */
export function afterList(cursor: Cursor, page: ListedChat[]): { cursor: Cursor; total: number | null } {
  const listed = cursor.listed + page.length;
  const isLast = page.length < pageSize;
  const reading: Cursor = { step: "read", listed, chats: page, messages: 0, isLast };
  if (cursor.step === "read" || (isLast && cursor.listed === 0)) {
    return { cursor: reading, total: isLast ? listed : null };
  }
  if (!isLast) return { cursor: { ...cursor, listed }, total: null };
  return { cursor: { ...firstCursor, step: "read" }, total: listed };
}

/** After a page of a chat's messages, newest first. `isDone` when there is no more of the chat to read. */
export function afterMessages(cursor: Cursor, pageLength: number): { cursor: Cursor; isDone: boolean } {
  const messages = cursor.messages + pageLength;
  if (pageLength === pageSize && messages < longestPast) {
    return { cursor: { ...cursor, messages }, isDone: false };
  }
  return { cursor: { ...cursor, chats: cursor.chats.slice(1), messages: 0 }, isDone: true };
}
