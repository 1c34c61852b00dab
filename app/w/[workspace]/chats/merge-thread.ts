import type { MessageView, NoteView, ThreadPage } from "#server/chats/schemas.ts";

export interface Thread {
  /** Oldest first, each once. */
  messages: MessageView[];
  notes: NoteView[];
}

const byTime = (a: { at: string; id: string }, b: { at: string; id: string }) =>
  a.at < b.at || (a.at === b.at && a.id < b.id) ? -1 : 1;

/**
 * Puts the pages of a thread together, in whatever order they were read. Of two copies of a message the one of the
 * earlier page in `pages` counts: hand in what was read last first.
 */
export function mergeThread(pages: readonly ThreadPage[]): Thread {
  const messages = new Map<string, MessageView>();
  const notes = new Map<string, NoteView>();
  for (const page of pages) {
    for (const message of page.messages) if (!messages.has(message.id)) messages.set(message.id, message);
    for (const note of page.notes) if (!notes.has(note.id)) notes.set(note.id, note);
  }
  const inOrder = <Row extends { id: string }>(rows: Map<string, Row>, at: (row: Row) => string) =>
    [...rows.values()].sort((a, b) => byTime({ id: a.id, at: at(a) }, { id: b.id, at: at(b) }));
  return {
    messages: inOrder(messages, ({ happenedAt }) => happenedAt),
    notes: inOrder(notes, ({ createdAt }) => createdAt),
  };
}
