import fc from "fast-check";
import { describe, expect, test } from "vitest";
import type { EventFilter } from "#db/schema/event-filter.ts";
import { type EventFacts, matches } from "#server/event-filter/index.ts";
import { eventFilterSchema } from "#server/event-filter/schemas.ts";

const facts = (change: Partial<EventFacts> = {}): EventFacts => ({
  ...{ event: "message.received", inboxId: "inbox", numberId: "number", chatId: "1@c.us", text: "Hello" },
  ...{ direction: "inbound", labelIds: ["label"], assigneeId: null },
  ...change,
});

describe("a filter lets an event through", () => {
  const cases: [EventFilter, Partial<EventFacts>, boolean][] = [
    [{}, {}, true],
    [{}, { event: null, numberId: null, chatId: null, text: null }, true],
    [{ events: ["message.received"] }, {}, true],
    [{ events: ["message.*"] }, {}, true],
    [{ events: ["message.*"] }, { event: "message" }, false],
    [{ events: ["mess.*"] }, {}, false],
    [{ events: ["*"] }, { event: null }, true],
    [{ events: ["message.*"] }, { event: null }, false],
    [{ numberIds: ["number", "x"] }, {}, true],
    [{ numberIds: ["x"] }, {}, false],
    [{ numberIds: ["x"] }, { numberId: null }, false],
    [{ inboxIds: ["inbox"] }, {}, true],
    [{ chatIds: ["1@c.us"] }, { chatId: "2@c.us" }, false],
    [{ chatIds: ["1@c.us"] }, { chatId: null }, false],
    [{ labelIds: ["x", "label"] }, {}, true],
    [{ labelIds: ["x"] }, {}, false],
    [{ kind: "group" }, { chatId: "1@g.us" }, true],
    [{ kind: "group" }, {}, false],
    [{ kind: "direct" }, {}, true],
    [{ kind: "direct" }, { chatId: null }, false],
    [{ direction: "outbound" }, {}, false],
    [{ direction: "inbound" }, { direction: null }, false],
    [{ keywords: ["hell"] }, {}, true],
    [{ keywords: ["ＨＥＬＬＯ"] }, {}, true],
    [{ keywords: ["e\u0301tage"] }, { text: "L’ÉTAGE" }, true],
    [{ keywords: ["预约"] }, { text: "我想预约明天" }, true],
    [{ keywords: ["bye"] }, {}, false],
    [{ keywords: ["hell"] }, { text: null }, false],
    [{ assigned: "nobody" }, {}, true],
    [{ assigned: "nobody" }, { assigneeId: "reader" }, false],
    [{ assigned: "nobody" }, { chatId: null }, false],
    [{ assigned: "reader" }, { assigneeId: "reader" }, true],
    [{ assigned: "reader" }, { assigneeId: "another" }, false],
    [{ assigned: "reader" }, {}, false],
    [{ events: ["message.*"], keywords: ["hello"], direction: "inbound", kind: "direct" }, {}, true],
    [{ events: ["message.*"], keywords: ["hello"], direction: "outbound" }, {}, false],
  ];
  test.each(cases)("%j of %j: %s", (filter, change, expected) => {
    expect(matches(filter, facts(change), "reader")).toBe(expected);
    // Words are folded once and kept.
    expect(matches(filter, facts(change), "reader")).toBe(expected);
  });
});

test("each condition more lets no more events through, and each word more no fewer", () => {
  const words = fc.array(fc.constantFrom("a", "B", "ç", "预", "x y"), { minLength: 1, maxLength: 4 });
  const conditions = fc.record(
    {
      events: fc.array(fc.constantFrom("*", "message.*", "a.b"), { minLength: 1 }),
      keywords: words,
      kind: fc.constantFrom("group" as const, "direct" as const),
      direction: fc.constantFrom("inbound" as const, "outbound" as const),
    },
    { requiredKeys: [] },
  );
  fc.assert(
    fc.property(conditions, conditions, words, fc.string({ unit: "grapheme" }), (one, other, more, text) => {
      const event = facts({ text });
      if (matches({ ...one, ...other }, event)) expect(matches(other, event)).toBe(true);
      if (one.keywords && matches(one, event)) {
        expect(matches({ ...one, keywords: [...more, ...one.keywords] }, event)).toBe(true);
      }
    }),
  );
});

describe("a filter as it is given", () => {
  test("keeps what it asks, once each, and asks nothing by an empty list", () => {
    expect(eventFilterSchema.parse({ keywords: [" price ", "price"], events: [] })).toEqual({
      keywords: ["price"],
    });
  });

  test.each([
    [{ events: ["Message Received"] }, "filter.event_name"],
    [{ events: ["message.*.x"] }, "filter.event_name"],
    [{ keywords: [" "] }, "filter.keyword"],
    [{ keywords: ["x".repeat(101)] }, "filter.keyword"],
    [{ chatIds: [""] }, "filter.chat_id"],
    [{ keywords: Array.from({ length: 51 }, (_, index) => `${index}`) }, "filter.too_many"],
  ])("is refused: %j", (filter, message) => {
    const { error } = eventFilterSchema.safeParse(filter);
    expect(error?.issues.map((issue) => issue.message)).toEqual([message]);
  });

  test("with a condition that there is not is refused", () => {
    expect(eventFilterSchema.safeParse({ event: "message.received" }).success).toBe(false);
  });
});
