import fc from "fast-check";
import { expect, test } from "vitest";
import { addIntervals, nextPeriodEnd, prorate } from "#sandbox/stripe/calendar.ts";
import { parseForm } from "#sandbox/stripe/form.ts";
import { at } from "./support.ts";

test("bracket forms: fields, lists by index and by [], words with signs in them", () => {
  expect(
    parseForm("a=1&b[c]=2&b[d][e]=x%26y&items[0][price]=p&items[1][price]=q&expand[]=one&expand[]=two"),
  ).toEqual({
    a: "1",
    b: { c: "2", d: { e: "x&y" } },
    items: [{ price: "p" }, { price: "q" }],
    expand: ["one", "two"],
  });
  expect(parseForm("metadata[plan]=pro+plus&metadata[0]=a")).toEqual({
    metadata: { plan: "pro plus", "0": "a" },
  });
  expect(() => parseForm("a=1&a[b]=2")).toThrow("both as text and as fields");
  expect(() => parseForm("a[b=1")).toThrow("malformed");
});

const name = fc.stringMatching(/^[a-z_]{1,8}$/);
const leaf = fc.string({ maxLength: 12 });
const fields = fc.dictionary(
  name,
  fc.oneof(leaf, fc.array(leaf, { minLength: 1, maxLength: 4 }), fc.dictionary(name, leaf, { minKeys: 1 })),
  {
    minKeys: 1,
  },
);

function encoded(value: unknown, prefix: string): string[] {
  if (typeof value === "string") return [`${encodeURIComponent(prefix)}=${encodeURIComponent(value)}`];
  return Object.entries(value ?? {}).flatMap(([key, child]) =>
    encoded(child, prefix ? `${prefix}[${key}]` : key),
  );
}

test("what is encoded as the SDK does is read back as it was", () => {
  fc.assert(
    fc.property(fields, (given) => {
      expect(parseForm(encoded(given, "").join("&"))).toEqual(given);
    }),
  );
});

test("periods follow each other without a gap and never leave the anchor's day", () => {
  const anchors = fc.integer({ min: at("2020-01-01T00:00:00Z"), max: at("2030-12-31T00:00:00Z") });
  const rhythm = fc.record({
    interval: fc.constantFrom("day", "week", "month", "year" as const),
    interval_count: fc.integer({ min: 1, max: 6 }),
  });
  fc.assert(
    fc.property(anchors, rhythm, (anchor, recurrence) => {
      let end = anchor;
      for (let count = 1; count <= 14; count += 1) {
        const next = nextPeriodEnd(anchor, recurrence, end);
        expect(next).toBe(addIntervals(anchor, recurrence, count));
        expect(next).toBeGreaterThan(end);
        const [day, anchorDay] = [new Date(next * 1000).getUTCDate(), new Date(anchor * 1000).getUTCDate()];
        if (recurrence.interval === "month") expect(day).toBeLessThanOrEqual(anchorDay);
        end = next;
      }
    }),
  );
});

test("29 February comes back after three years of 28ths", () => {
  const anchor = at("2024-02-29T12:00:00Z");
  const ends = [1, 2, 3, 4].map((count) =>
    addIntervals(anchor, { interval: "year", interval_count: 1 }, count),
  );
  expect(ends.map((end) => new Date(end * 1000).toISOString().slice(5, 10))).toEqual([
    "02-28",
    "02-28",
    "02-28",
    "02-29",
  ]);
});

test("what is used and what is left make the whole price", () => {
  const cents = fc.integer({ min: 0, max: 1_000_000 });
  fc.assert(
    fc.property(cents, fc.integer({ min: 0, max: 2_678_400 }), (amount, used) => {
      const period = { start: 0, end: 2_678_400 };
      const left = prorate(amount, used, period);
      expect(left).toBeGreaterThanOrEqual(0);
      expect(left).toBeLessThanOrEqual(amount);
      expect(Math.abs(left - (amount * (period.end - used)) / period.end)).toBeLessThanOrEqual(0.5);
    }),
  );
  expect(prorate(1_900, 0, { start: 0, end: 0 })).toBe(0);
});
