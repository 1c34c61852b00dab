import fc from "fast-check";
import { describe, expect, test } from "vitest";
import {
  families,
  familyNames,
  familyState,
  inShort,
  isWanted,
  knownAs,
  otherEvents,
  toggleEvent,
  toggleFamily,
} from "#app/w/[workspace]/_components/filter-fields/event-names.ts";
import { withParts } from "#app/w/[workspace]/_components/filter-fields/with-parts.ts";

describe("a family of events", () => {
  test("is wanted as a whole, with kinds that come later, or not at all", () => {
    expect(toggleFamily(["order.paid", "message.sent"], "message", false)).toEqual([
      "order.paid",
      "message.*",
    ]);
    expect(toggleFamily(["message.*", "lead.detected"], "message", false)).toEqual(["lead.detected"]);
  });

  test("is wanted by the names of its kinds where a rule has to name them, and is told in short all the same", () => {
    const named = toggleFamily(["order.paid"], "session", true);
    expect(named).toEqual(["order.paid", "session.disconnected", "session.connected"]);
    expect(familyState(named, "session")).toBe("all");
    expect(inShort([...named, "lead.detected"])).toEqual(["order.paid", "lead.detected", "session.*"]);
    expect(toggleFamily(named, "session", true)).toEqual(["order.paid"]);
  });

  test("of which one kind is left out names the others", () => {
    expect(toggleEvent(["message.*"], "message", "message.sent")).toEqual([
      "message.received",
      "message.delivered",
      "message.read",
    ]);
    expect(toggleEvent(["message.sent"], "message", "message.sent")).toEqual([]);
    expect(familyState(["message.sent"], "message")).toBe("some");
    expect(familyState([], "message")).toBe("none");
  });

  test("is known by its pattern, and other names are kept as they are", () => {
    expect(knownAs("session.*")).toEqual({ family: "session" });
    expect(knownAs("lead.detected")).toEqual({ event: "lead.detected" });
    expect(knownAs("order.paid")).toBeNull();
    expect(otherEvents(["order.*", "message.*", "lead.detected", "message.edited"])).toEqual([
      "order.*",
      "message.edited",
    ]);
  });
});

test("ticking changes what was ticked and nothing else", () => {
  const family = fc.constantFrom(...familyNames);
  const step = fc.tuple(family, fc.nat(4));
  fc.assert(
    fc.property(fc.array(step, { maxLength: 12 }), step, (before, [family, index]) => {
      const start = before.reduce<string[]>(
        (events, [family, index]) => {
          const name = families[family][index];
          return name ? toggleEvent(events, family, name) : toggleFamily(events, family, index % 2 === 0);
        },
        ["order.paid"],
      );
      const name = families[family][index];
      if (!name) return;
      const after = toggleEvent(start, family, name);
      for (const other of familyNames) {
        for (const known of families[other]) {
          expect(isWanted(after, other, known)).toBe(isWanted(start, other, known) !== (known === name));
        }
      }
      expect(after).toContain("order.paid");
      expect(new Set(after).size).toBe(after.length);
    }),
  );
});

test("a part of a filter without entries asks nothing", () => {
  expect(
    withParts({ events: ["a"], kind: "group" }, { events: [], kind: undefined, keywords: ["b"] }),
  ).toEqual({
    keywords: ["b"],
  });
});
