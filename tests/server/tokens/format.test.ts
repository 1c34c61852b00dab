import fc from "fast-check";
import { expect, test } from "vitest";
import { hintOf, isApiToken, newApiToken } from "#server/tokens/format.ts";

/** What `docs/api.md` tells secret scanners. */
const scannerRegex = /\bmdk_[0-9A-Za-z]{46}\b/;

const characters = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz_-+/= .\n";
const token = fc.constant(null).map(newApiToken);

test("every new token is a token, whole, and no two are alike", () => {
  const made = new Set(Array.from({ length: 2_000 }, newApiToken));
  expect(made.size).toBe(2_000);
  for (const one of made) {
    expect(isApiToken(one)).toBe(true);
    expect(one).toHaveLength(50);
  }
});

test("a scanner finds every token in whatever text, and nothing more than the token", () => {
  const around = fc.constantFrom(" ", "\n", '"', "'", "=", ":", ",", "/", "(", "`");
  fc.assert(
    fc.property(token, around, around, fc.string(), fc.string(), (one, before, after, left, right) => {
      const text = `${left.replaceAll("mdk_", "")}${before}${one}${after}${right}`;
      expect(scannerRegex.exec(text)?.[0]).toBe(one);
    }),
  );
});

test("any single changed character is noticed", () => {
  fc.assert(
    fc.property(token, fc.nat(49), fc.constantFrom(...characters), (one, place, character) => {
      fc.pre(one[place] !== character);
      expect(isApiToken(one.slice(0, place) + character + one.slice(place + 1))).toBe(false);
    }),
    { numRuns: 2_000 },
  );
});

test("what is cut off, doubled, padded or made up is no token", () => {
  fc.assert(
    fc.property(token, fc.nat(49), fc.string({ minLength: 1 }), (one, length, more) => {
      expect(isApiToken(one.slice(0, length))).toBe(false);
      expect(isApiToken(one + more)).toBe(false);
      expect(isApiToken(more + one)).toBe(false);
      expect(isApiToken(more)).toBe(false);
    }),
  );
  expect(isApiToken(`mdk_${"A".repeat(46)}`)).toBe(false);
});

test("the example of the document: CRC-32 of the random part, in base62", () => {
  expect(isApiToken(`mdk_${"0".repeat(40)}2kaqcA`)).toBe(true);
});

test("the hint is short enough to leave a token unknown", () => {
  const one = newApiToken();
  expect(hintOf(one)).toBe(one.slice(0, 8));
});
