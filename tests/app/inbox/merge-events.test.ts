import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { matchesFilter, mergeEvents } from "#app/w/[workspace]/inbox/merge-events.ts";
import type { EventFilter } from "#server/inbox/schemas.ts";
import type { EventSummary } from "#server/inbox/view.ts";

function makeEvent(seq: number, change: Partial<EventSummary> = {}): EventSummary {
  return {
    seq,
    id: `event-${seq}`,
    inboxId: "inbox-a",
    receivedAt: "2026-01-01T00:00:00.000Z",
    verdict: "verified",
    event: "message.received",
    sessionId: "session-a",
    chatId: null,
    duplicates: 0,
    sizeBytes: 2,
    preview: null,
    direction: null,
    sender: null,
    ...change,
  };
}

const seqs = (events: readonly EventSummary[]) => events.map(({ seq }) => seq);

/** The events of a workspace: each `seq` is one event, whoever tells of it. */
const history = fc
  .uniqueArray(
    fc.record({
      seq: fc.integer({ min: 1, max: 60 }),
      event: fc.constantFrom("message.received", "message.sent", null),
      sessionId: fc.constantFrom("session-a", "session-b", null),
      inboxId: fc.constantFrom("inbox-a", "inbox-b"),
      verdict: fc.constantFrom("verified" as const, "unsigned" as const),
    }),
    { selector: ({ seq }) => seq, maxLength: 40 },
  )
  .map((changes) => changes.map(({ seq, ...change }) => makeEvent(seq, change)));

const anyFilter: fc.Arbitrary<EventFilter> = fc.record(
  {
    event: fc.constantFrom("message.received", "message.sent"),
    sessionId: fc.constantFrom("session-a", "session-b"),
    inboxId: fc.constantFrom("inbox-a", "inbox-b"),
    verdict: fc.constantFrom("verified" as const, "unsigned" as const),
  },
  { requiredKeys: [] },
);

/** Pages and live batches as they may come: any cut of the history, in any order, overlapping and repeated. */
const deliveries = (events: EventSummary[]) =>
  events.length === 0
    ? fc.constant<EventSummary[][]>([])
    : fc.array(fc.array(fc.constantFrom(...events), { maxLength: 12 }), { maxLength: 12 });

const mergeAll = (batches: EventSummary[][], filter: EventFilter) =>
  batches.reduce<EventSummary[]>((listed, batch) => mergeEvents(listed, batch, filter).events, []);

describe("merging events", () => {
  test("lists each delivered event that matches exactly once, newest first, however it was delivered", () => {
    fc.assert(
      fc.property(
        history.chain((events) => fc.tuple(deliveries(events), anyFilter)),
        ([batches, filter]) => {
          const expected = [...new Set(seqs(batches.flat().filter((event) => matchesFilter(event, filter))))];
          expect(seqs(mergeAll(batches, filter))).toEqual(expected.sort((a, b) => b - a));
        },
      ),
    );
  });

  test("gives the same list for every order of the same pages and batches", () => {
    fc.assert(
      fc.property(
        history
          .chain((events) => fc.tuple(deliveries(events), anyFilter))
          .chain(([batches, filter]) =>
            fc.tuple(
              fc.constant(batches),
              fc.shuffledSubarray(batches, { minLength: batches.length }),
              fc.constant(filter),
            ),
          ),
        ([batches, shuffled, filter]) => {
          expect(mergeAll(shuffled, filter)).toEqual(mergeAll(batches, filter));
        },
      ),
    );
  });

  test("counts what the filter left out, and nothing else", () => {
    fc.assert(
      fc.property(history, anyFilter, (events, filter) => {
        const { events: listed, filteredOut } = mergeEvents([], events, filter);
        expect(listed.length + filteredOut).toBe(events.length);
      }),
    );
  });

  test("keeps the copy that knows of more duplicates, whichever came first", () => {
    const [early, late] = [makeEvent(7), makeEvent(7, { duplicates: 3 })];
    expect(mergeEvents([early], [late], {}).events).toEqual([late]);
    expect(mergeEvents([late], [early], {}).events).toEqual([late]);
  });

  test("closes a gap when an older page arrives after the live batch above it", () => {
    const live = mergeEvents([makeEvent(3)], [makeEvent(9)], {}).events;
    expect(
      seqs(
        mergeEvents(
          live,
          [8, 7, 6, 5, 4].map((seq) => makeEvent(seq)),
          {},
        ).events,
      ),
    ).toEqual([9, 8, 7, 6, 5, 4, 3]);
  });

  test("changes neither of the lists that it was given", () => {
    const listed = Object.freeze([makeEvent(2)]);
    const incoming = Object.freeze([makeEvent(3), makeEvent(1)]);
    expect(seqs(mergeEvents(listed, incoming, {}).events)).toEqual([3, 2, 1]);
  });
});

describe("a filter", () => {
  test.each([
    ["event", { event: "message.sent" }],
    ["number", { sessionId: "session-b" }],
    ["inbox", { inboxId: "inbox-b" }],
    ["verdict", { verdict: "unsigned" }],
  ] as const)("by %s passes its own and no other", (_name, filter) => {
    expect(matchesFilter(makeEvent(1, filter), filter)).toBe(true);
    expect(matchesFilter(makeEvent(1), filter)).toBe(false);
  });

  test("by event does not pass a request that names none", () => {
    expect(matchesFilter(makeEvent(1, { event: null }), { event: "message.received" })).toBe(false);
  });

  test("that is empty passes everything", () => {
    expect(matchesFilter(makeEvent(1, { event: null, sessionId: null }), {})).toBe(true);
  });
});
