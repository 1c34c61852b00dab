import { describe, expect, test } from "vitest";
import type { EventFilter } from "#db/schema/event-filter.ts";
import type { EventFacts } from "#server/event-filter/index.ts";
import { asksForBody, tellersOf } from "#server/fan-out/tell.ts";

const settings = {
  timeZone: "UTC",
  quietFrom: null,
  quietUntil: null,
  quietDays: [],
  digestHour: 8,
  mutedUntil: null,
};
const teller = (userId: string, onlyNumbers: string[] | null = null, assignedOnly = false) => {
  return { userId, restrictions: { onlyNumbers, assignedOnly }, settings };
};
const everybody = [
  teller("owner"),
  teller("of-desk", ["desk"]),
  teller("of-none", []),
  teller("own-chats", null, true),
  teller("own-chats-of-desk", ["desk"], true),
];

const event = (facts: Partial<EventFacts> = {}, authorId: string | null = null) => ({
  authorId,
  facts: {
    ...{ event: "message.received", inboxId: "inbox", numberId: "desk", chatId: "1@c.us", text: "Hello" },
    ...{ direction: "inbound" as const, labelIds: [], assigneeId: null },
    ...facts,
  },
});

const told = (told: ReturnType<typeof event>, filter: EventFilter = {}) =>
  tellersOf([{ filter, tellers: everybody }], told).flatMap(({ tellers }) =>
    tellers.map(({ userId }) => userId),
  );

describe("a rule for everyone tells", () => {
  test("whoever sees the event's number, and nobody of chats that are not theirs", () => {
    expect(told(event())).toEqual(["owner", "of-desk"]);
    expect(told(event({ numberId: "shop" }))).toEqual(["owner"]);
    expect(told(event({ assigneeId: "own-chats" }))).toEqual(["owner", "of-desk", "own-chats"]);
    expect(told(event({ assigneeId: "own-chats-of-desk" }))).toEqual([
      "owner",
      "of-desk",
      "own-chats-of-desk",
    ]);
    expect(told(event({ assigneeId: "own-chats-of-desk", numberId: "shop" }))).toEqual(["owner"]);
  });

  test("no restricted member of events without a number, whoever is named in them", () => {
    expect(told(event({ numberId: null, assigneeId: "own-chats" }))).toEqual(["owner"]);
  });
});

test("whoever takes care of a chat hears of it alone, and nobody while nobody does", () => {
  expect(told(event({ assigneeId: "owner" }), { assigned: "reader" })).toEqual(["owner"]);
  expect(told(event({ assigneeId: "stranger" }), { assigned: "reader" })).toEqual([]);
  expect(told(event(), { assigned: "reader" })).toEqual([]);
  expect(told(event(), { assigned: "nobody" })).toEqual(["owner", "of-desk"]);
  const other = { assigned: "reader", keywords: ["price"] } as const;
  expect(told(event({ assigneeId: "owner" }), { ...other, keywords: ["price"] })).toEqual([]);
});

test("what was sent is told only where a rule asks for it, and never to its author", () => {
  for (const name of ["message.sent", "message.delivered", "message.read"]) {
    const sent = event({ event: name, direction: "outbound" });
    expect(told(sent)).toEqual([]);
    expect(told(sent, { events: ["message.*"] })).toEqual([]);
    expect(told(sent, { events: [name] })).toEqual(["owner", "of-desk"]);
    expect(told(sent, { direction: "outbound" })).toEqual(["owner", "of-desk"]);
  }
  const own = event({ event: "message.sent", direction: "outbound" }, "owner");
  expect(told(own, { direction: "outbound" })).toEqual(["of-desk"]);
});

test("rules that tell nobody are left out", () => {
  const rules = [
    { id: "one", filter: { events: ["session.*"] }, tellers: everybody },
    { id: "two", filter: {}, tellers: [teller("of-none", [])] },
    { id: "three", filter: {}, tellers: everybody },
  ];
  expect(tellersOf(rules, event()).map(({ rule }) => rule.id)).toEqual(["three"]);
});

test("bodies are read for words, directions and authors only", () => {
  const asking: EventFilter[] = [{ keywords: ["a"] }, { direction: "inbound" }, { events: ["message.sent"] }];
  expect(asking.map(asksForBody)).toEqual([true, true, true]);
  const others: EventFilter[] = [{}, { events: ["message.*", "message.received"] }, { labelIds: ["x"] }];
  expect(others.map(asksForBody)).toEqual([false, false, false]);
});
