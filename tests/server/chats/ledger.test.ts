import fc from "fast-check";
import { expect, test } from "vitest";
import { type Line, nothingElse, type Placed } from "#server/chats/heard.ts";
import { Ledger } from "#server/chats/ledger.ts";

const noonMs = Date.parse("2026-03-01T12:00:00Z");
const texts = ["ok", "Hello", "x".repeat(500), `${"x".repeat(500)}y`];

/** One real message and everything that is told of it. */
type Real = {
  text: string;
  direction: "inbound" | "outbound";
  atMs: number;
  /** Milliseconds that the second teller is behind the first. */
  lateMs: number;
  /** Which tellers speak, and how often. */
  event: number;
  eventHasId: boolean;
  history: number;
  receipts: readonly ("delivered" | "read")[];
};

const real: fc.Arbitrary<Real> = fc.record({
  text: fc.constantFrom(...texts),
  direction: fc.constantFrom("inbound", "outbound"),
  atMs: fc.nat(20).map((steps) => noonMs + steps * 60_000),
  lateMs: fc.nat(1_500),
  event: fc.integer({ min: 1, max: 3 }),
  eventHasId: fc.boolean(),
  history: fc.nat(2),
  receipts: fc.array(fc.constantFrom("delivered", "read"), { maxLength: 3 }),
});

const base = {
  ...nothingElse,
  ...{ chat: "chat", numberId: "number", sessionId: "session", chatId: "1@c.us" },
  author: { kind: "contact", id: null, name: null, phone: null },
} as const;

function tellingsOf(message: Real, index: number): Placed[] {
  const { text, direction, atMs, lateMs, receipts } = message;
  const isInbound = direction === "inbound";
  const upstreamId = `upstream-${index}`;
  const author = { ...base.author, kind: isInbound ? ("contact" as const) : ("phone" as const) };
  const shared = {
    ...base,
    direction,
    author,
    status: isInbound ? ("received" as const) : ("sent" as const),
  };
  const event: Placed = {
    ...{ ...shared, text, happenedAt: new Date(atMs), eventId: `event-${index}` },
    upstreamId: message.eventHasId && !isInbound ? upstreamId : null,
  };
  const history: Placed = {
    ...{ ...shared, text: text.slice(0, 500), truncated: text.length >= 500, upstreamId },
    ...{ happenedAt: new Date(atMs + lateMs), news: "unless_known" },
  };
  const told = (one: Placed, times: number) => Array.from({ length: times }, () => one);
  if (isInbound) return [...told(event, message.event), ...told(history, message.history)];
  return [
    ...told(event, message.event),
    ...told(history, message.history),
    ...receipts.map((status) => ({ ...history, text: null, truncated: false, status, news: "yes" as const })),
  ];
}

/** What people see of the lines, in an order that does not depend on ids. */
function seen(lines: Line[]) {
  return lines
    .filter(({ kind }) => kind !== "unheard")
    .map(({ direction, text, truncated, status, counted, happenedAt, authorKind }) =>
      JSON.stringify({ direction, text, truncated, status, counted, at: happenedAt.getTime(), authorKind }),
    )
    .sort();
}

function countsOf(ledgers: Ledger[]) {
  const counts = { inbound: 0, outbound: 0 };
  for (const { news } of ledgers) {
    for (const { inbound, outbound } of news.values()) {
      counts.inbound += inbound;
      counts.outbound += outbound;
    }
  }
  return counts;
}

/** Tells in batches of this size, each of which begins with what the one before has written. */
function tell(tellings: readonly Placed[], batch: number) {
  let lines: Line[] = [];
  const ledgers: Ledger[] = [];
  for (let from = 0; from < tellings.length; from += batch) {
    const ledger = new Ledger(lines);
    ledger.takeAll(tellings.slice(from, from + batch));
    lines = ledger.all();
    ledgers.push(ledger);
  }
  return { lines, seen: seen(lines), counts: countsOf(ledgers) };
}

/** Equal words at the same time are told apart by nothing but ids, so their receipts may change places. */
const isDistinct = (messages: readonly Real[]) =>
  new Set(messages.map(({ text, direction, atMs }) => `${direction} ${text.slice(0, 500)} ${atMs}`)).size ===
  messages.length;

test("in whatever order, batches and copies a set of events is told, the same messages come of it", () => {
  const scenario = fc
    .array(real, { minLength: 1, maxLength: 6 })
    .filter(isDistinct)
    .chain((messages) => {
      const tellings = messages.flatMap(tellingsOf);
      return fc.record({
        messages: fc.constant(messages),
        shuffled: fc.shuffledSubarray(tellings, { minLength: tellings.length }),
        batch: fc.integer({ min: 1, max: 12 }),
      });
    });
  fc.assert(
    fc.property(scenario, ({ messages, shuffled, batch }) => {
      const inOrder = tell(messages.flatMap(tellingsOf), 1_000);
      const anyhow = tell(shuffled, batch);
      expect(anyhow.seen).toEqual(inOrder.seen);
      expect(anyhow.counts).toEqual(inOrder.counts);
      expect(anyhow.seen).toHaveLength(messages.length);
    }),
    { numRuns: 500 },
  );
});

test("what is told again is written by nobody again", () => {
  fc.assert(
    fc.property(fc.array(real, { minLength: 1, maxLength: 6 }).filter(isDistinct), (messages) => {
      const tellings = messages.flatMap(tellingsOf);
      const { lines } = tell(tellings, 1_000);
      const again = new Ledger(lines);
      again.takeAll(tellings);
      const { made, changed, gone, news } = again;
      expect([made.size, changed.size, gone.size, news.size]).toEqual([0, 0, 0, 0]);
      expect(again.all()).toEqual(lines);
    }),
  );
});

test("copies may get lost, as long as one of each arrives", () => {
  fc.assert(
    fc.property(
      fc.array(real, { minLength: 1, maxLength: 6 }).filter(isDistinct),
      fc.nat(),
      (messages, batch) => {
        const tellings = messages.flatMap(tellingsOf);
        const once = [...new Set(tellings.map((one) => JSON.stringify(one)))].map(
          (json) => tellings.find((one) => JSON.stringify(one) === json) as Placed,
        );
        const whole = tell(tellings, 1 + (batch % 7));
        expect(tell(once, 1_000).seen).toEqual(whole.seen);
        expect(tell(once, 1_000).counts).toEqual(whole.counts);
      },
    ),
  );
});

test("however many equal messages stand in one second, each stays one", () => {
  const many = fc.record({ count: fc.integer({ min: 1, max: 8 }), batch: fc.integer({ min: 1, max: 5 }) });
  const equal = (index: number) =>
    tellingsOf(
      {
        ...{ text: "ok", direction: "inbound", atMs: noonMs, lateMs: index * 40, eventHasId: false },
        ...{ event: 2, history: 1, receipts: [] },
      },
      index,
    );
  fc.assert(
    fc.property(
      many.chain(({ count, batch }) => {
        const tellings = Array.from({ length: count }, (_, index) => equal(index)).flat();
        return fc.record({
          ...{ count: fc.constant(count), batch: fc.constant(batch) },
          shuffled: fc.shuffledSubarray(tellings, { minLength: tellings.length }),
        });
      }),
      ({ count, batch, shuffled }) => {
        const { lines, counts } = tell(shuffled, batch);
        expect(lines).toHaveLength(count);
        expect(counts.inbound).toBe(count);
        expect(new Set(lines.map(({ eventId }) => eventId)).size).toBe(count);
      },
    ),
  );
});

test("a status only rises once something is proven", () => {
  const statuses = ["queued", "sending", "unknown", "failed", "sent", "delivered", "read"] as const;
  const rank = (status: Line["status"]) => statuses.indexOf(status as (typeof statuses)[number]);
  fc.assert(
    fc.property(fc.array(fc.constantFrom(...statuses), { minLength: 1, maxLength: 12 }), (told) => {
      const ledger = new Ledger([]);
      let before: Line["status"] = "queued";
      for (const status of told) {
        const line = ledger.take({
          ...{ ...base, direction: "outbound", text: "Hi", happenedAt: new Date(noonMs), status },
          ...{ outboxId: "own", author: { ...base.author, kind: "member" } },
        });
        if (rank(before) >= rank("sent")) expect(rank(line.status)).toBeGreaterThanOrEqual(rank(before));
        else expect(line.status).toBe(status);
        before = line.status;
      }
    }),
  );
});
