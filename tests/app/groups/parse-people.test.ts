import fc from "fast-check";
import { expect, test } from "vitest";
import { parsePeople } from "#app/w/[workspace]/groups/parse-people.ts";

const digits = (length: number) =>
  fc
    .array(fc.integer({ min: 0, max: 9 }), { minLength: length, maxLength: length })
    .map((all) => all.join(""));

/** An international number of 8 to 15 digits, as its country code and the rest. */
const number = fc
  .integer({ min: 6, max: 13 })
  .chain((length) =>
    fc.tuple(fc.integer({ min: 10, max: 99 }), digits(length)).map(([country, rest]) => `${country}${rest}`),
  );

/** How people write one number: with its plus or not, in groups or not. */
const written = fc
  .tuple(number, fc.constantFrom("plain", "plus", "spaced", "dashed", "marked"))
  .map(([all, how]) => {
    const forms = {
      plain: all,
      plus: `+${all}`,
      spaced: `+${all.slice(0, 2)} ${all.slice(2, 5)} ${all.slice(5)}`,
      dashed: `+${all.slice(0, 2)} (${all.slice(2, 5)}) ${all.slice(5, 7)}-${all.slice(7)}`,
      marked: `\u202a+${all.slice(0, 2)}\u00a0${all.slice(2)}\u202c`,
    };
    return { phone: `+${all}`, text: forms[how as keyof typeof forms].replace(/-$/, "") };
  });

const certain = fc.constantFrom(", ", ",", "\n", "\r\n", ";", "\t", " ; ", "、", "\n\n");

test("a list with commas or lines gives every number once, however each is written", () => {
  fc.assert(
    fc.property(fc.array(fc.tuple(written, certain), { minLength: 1, maxLength: 30 }), (list) => {
      const text = list.map(([one, separator]) => one.text + separator).join("");
      const unique = new Set(list.map(([one]) => one.phone));
      expect(parsePeople(text)).toEqual({
        phones: [...unique],
        wrong: [],
        repeated: list.length - unique.size,
      });
    }),
  );
});

test("spaces alone divide numbers that each have a plus, or that are each whole", () => {
  fc.assert(
    fc.property(fc.uniqueArray(number, { minLength: 1, maxLength: 20 }), fc.boolean(), (all, plus) => {
      const text = all.map((one) => (plus ? `+${one}` : one)).join("  ");
      expect(parsePeople(text)).toEqual({ phones: all.map((one) => `+${one}`), wrong: [], repeated: 0 });
    }),
  );
});

test("whatever is pasted, each piece is either a number or named as none", () => {
  fc.assert(
    fc.property(fc.string({ maxLength: 200, unit: "grapheme" }), (text) => {
      const { phones, wrong } = parsePeople(text);
      for (const phone of phones) expect(phone).toMatch(/^\+[1-9]\d{7,14}$/);
      const isBlank = text.replace(/[\p{Cf}\s,;|\u060c\u3001\uff0c\uff1b]/gu, "") === "";
      expect(phones.length + wrong.length > 0).toBe(!isBlank);
    }),
  );
});

test.each([
  ["+49 151 23456789 +55 11 99999-9999", ["+4915123456789", "+5511999999999"], []],
  ["0049 151 23456789", ["+4915123456789"], []],
  ["+49 151 23456789, Anna, 12", ["+4915123456789"], ["Anna", "12"]],
  ["5511999999999@c.us", ["+5511999999999"], []],
  ["120363012345678901@g.us", [], ["120363012345678901@g.us"]],
  ["", [], []],
] as const)("%s", (text, phones, wrong) => {
  expect(parsePeople(text)).toMatchObject({ phones, wrong });
});
