import fc from "fast-check";
import { expect, test } from "vitest";
import { highlight, isHit } from "#app/w/[workspace]/groups/highlight.ts";
import { withRetried } from "#app/w/[workspace]/groups/retried.ts";
import type { PersonResult } from "#server/groups/schemas.ts";

const text = fc.string({ unit: "grapheme", maxLength: 80 });
const keyword = fc.string({ unit: "grapheme", minLength: 1, maxLength: 8 });

test("the pieces together are the text, and none is empty, whatever the keywords", () => {
  fc.assert(
    fc.property(text, fc.array(keyword, { maxLength: 6 }), (words, keywords) => {
      const parts = highlight(words, keywords);
      expect(parts.map((part) => part.text).join("")).toBe(words);
      expect(parts.every((part) => part.text !== "")).toBe(true);
      expect(parts.some((part) => part.isHit)).toBe(isHit(words, keywords));
    }),
  );
});

test("a keyword is found in capitals and in small letters, in the middle of anything", () => {
  const word = fc.string({ unit: fc.constantFrom(..."aäzßéжшλñ.*+?($[\\|^-"), minLength: 1, maxLength: 6 });
  const around = fc.string({ unit: fc.constantFrom(..."0123 "), maxLength: 10 });
  fc.assert(
    fc.property(word, around, around, (one, before, after) => {
      for (const form of [
        one,
        one.toLocaleLowerCase("en"),
        one.replace(/[a-zäéжшλñ]/g, (c) => c.toUpperCase()),
      ]) {
        const parts = highlight(before + form + after, [one]);
        expect(
          parts
            .filter((part) => part.isHit)
            .map((part) => part.text)
            .join(""),
        ).toContain(form);
      }
    }),
  );
});

test.each([
  ["This is URGENT, really urgent", ["urgent"], ["URGENT", "urgent"]],
  ["Hilfe! HILFE", ["hilfe"], ["Hilfe", "HILFE"]],
  ["СРОЧНО нужна помощь", ["срочно"], ["СРОЧНО"]],
  ["هل الموعد غدًا؟", ["الموعد"], ["الموعد"]],
  ["请尽快联系，紧急！", ["紧急"], ["紧急"]],
  ["I am looking\n for a flat", ["looking for"], ["looking\n for"]],
  ["needs help and help desk", ["help", "help desk"], ["help", "help desk"]],
  ["un cafe\u0301 noir", ["caf\u00e9"], ["cafe\u0301"]],
  ["un cafe\u0301 noir", ["cafe"], []],
  ["1+1 (2) [3]", ["1+1", "(2)"], ["1+1", "(2)"]],
  ["nothing here", [""], []],
] as const)("%s, %j", (words, keywords, hits) => {
  const found = highlight(words, keywords).filter((part) => part.isHit);
  expect(found.map((part) => part.text)).toEqual(hits);
});

test("after a retry everybody is there once, in the old order, with what is known last", () => {
  const outcome = fc.constantFrom<PersonResult["outcome"]>("done", "failed", "unknown");
  const results = fc.uniqueArray(
    fc.record({
      phone: fc.constantFrom(..."abcdefgh"),
      outcome,
      reason: fc.constant(null),
      words: fc.constant(null),
    }),
    { selector: ({ phone }) => phone },
  );
  fc.assert(
    fc.property(results, results, (before, after) => {
      const merged = withRetried(before, after);
      expect(new Set(merged.map(({ phone }) => phone)).size).toBe(merged.length);
      expect(merged.slice(0, before.length).map(({ phone }) => phone)).toEqual(
        before.map(({ phone }) => phone),
      );
      for (const result of after) expect(merged).toContain(result);
    }),
  );
});
