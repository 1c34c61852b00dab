import type { MessageView, NoteView } from "#server/chats/schemas.ts";
import type { Thread } from "./merge-thread.ts";

/** What stands in a thread, from top to bottom. `key` is unique in it. */
export type ThreadItem =
  | { kind: "day"; key: string; at: string }
  | { kind: "unread"; key: string }
  | { kind: "note"; key: string; note: NoteView }
  | {
      kind: "message";
      key: string;
      message: MessageView;
      /** Whether it is the first, and the last, of those that one author wrote in one go. */
      startsRun: boolean;
      endsRun: boolean;
    };

/** A pause longer than this ends a run. */
const runMs = 5 * 60_000;

/** Says who wrote, for telling one author from another. */
function authorKey({ author, direction }: MessageView): string {
  if (author.kind === "member") return `member ${author.userId ?? author.email ?? ""}`;
  return [direction, author.kind, author.phone ?? "", author.name ?? ""].join(" ");
}

function isOneRun(first: MessageView, second: MessageView): boolean {
  const pauseMs = Date.parse(second.happenedAt) - Date.parse(first.happenedAt);
  return authorKey(first) === authorKey(second) && pauseMs <= runMs;
}

/** Names the day of an instant where the reader is, so that equal names are one day. */
function dayNamer(timeZone: string): (at: string) => string {
  const format = new Intl.DateTimeFormat("en-CA", { timeZone, dateStyle: "short" });
  return (at) => format.format(new Date(at));
}

interface GroupOptions {
  timeZone: string;
  /** The message that the line “unread” stands above. */
  firstUnreadId: string | null;
}

/** Sorts notes in among the messages, with a line for each day and one above what is unread. */
export function groupThread(
  { messages, notes }: Thread,
  { timeZone, firstUnreadId }: GroupOptions,
): ThreadItem[] {
  const dayOf = dayNamer(timeZone);
  const rows = [
    ...messages.map((message) => ({ at: message.happenedAt, message, note: null })),
    ...notes.map((note) => ({ at: note.createdAt, message: null, note })),
  ].sort((a, b) => Date.parse(a.at) - Date.parse(b.at));

  const items: ThreadItem[] = [];
  let day = "";
  for (const { at, message, note } of rows) {
    const rowDay = dayOf(at);
    if (rowDay !== day) items.push({ kind: "day", key: `day ${rowDay}`, at });
    day = rowDay;
    if (note) items.push({ kind: "note", key: note.id, note });
    if (!message) continue;
    if (message.id === firstUnreadId) items.push({ kind: "unread", key: "unread" });
    const last = items.at(-1);
    const goesOn = last?.kind === "message" && isOneRun(last.message, message);
    if (goesOn) last.endsRun = false;
    items.push({ kind: "message", key: message.id, message, startsRun: !goesOn, endsRun: true });
  }
  return items;
}
