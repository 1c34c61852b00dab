import fc from "fast-check";
import { expect, test } from "vitest";
import {
  afterList,
  afterMessages,
  type Cursor,
  firstCursor,
  longestPast,
  nextCall,
  pageSize,
  parseCursor,
} from "#server/chat-syncs/cursor.ts";

/** Reads an account with so many messages a chat, saving the cursor as text between all calls. */
function read(messagesOf: number[]) {
  const chats = messagesOf.map((_, i) => ({ chatId: `${i}@c.us`, name: null }));
  const seen = new Map<string, number>();
  let cursor: Cursor = firstCursor;
  let total: number | null = null;
  let done = 0;
  let calls = 0;
  for (let next = nextCall(cursor); next; next = nextCall(cursor)) {
    calls += 1;
    if (next.call === "list") {
      const step = afterList(cursor, chats.slice(next.offset, next.offset + pageSize));
      cursor = parseCursor(JSON.stringify(step.cursor));
      total = step.total ?? total;
    } else {
      const { chatId } = next.chat;
      const page = Math.min(pageSize, (messagesOf[Number.parseInt(chatId, 10)] ?? 0) - next.offset);
      seen.set(chatId, (seen.get(chatId) ?? 0) + page);
      const step = afterMessages(cursor, page);
      cursor = parseCursor(JSON.stringify(step.cursor));
      done += step.isDone ? 1 : 0;
    }
  }
  return { seen, total, done, calls };
}

test("every chat is read once and to its end, or to the limit, and the counts meet", () => {
  fc.assert(
    fc.property(
      fc.array(fc.integer({ min: 0, max: 1_300 }), { maxLength: 250, size: "max" }),
      (messagesOf) => {
        const { seen, total, done } = read(messagesOf);
        expect([total, done]).toEqual([messagesOf.length, messagesOf.length]);
        for (const [i, messages] of messagesOf.entries()) {
          expect(seen.get(`${i}@c.us`)).toBe(Math.min(messages, longestPast));
        }
      },
    ),
    { numRuns: 40 },
  );
});

test("a small account's list is asked for once", () => {
  expect(read([3, 5]).calls).toBe(3);
  expect(read([]).calls).toBe(1);
});
