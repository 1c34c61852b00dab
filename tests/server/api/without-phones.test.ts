import fc from "fast-check";
import { expect, test } from "vitest";
import { textWithoutPhones, withoutPhones } from "#server/api/without-phones.ts";
import { newId } from "#server/core/ids.ts";
import { chatAlias } from "#server/core/pseudonym.ts";

const hide = (text: string) => textWithoutPhones("w", text);

test.each([
  ["call +49 151 2345678 now", "call •••78 now"],
  ["(11) 98765-4321", "•••21"],
  ["+1.555.010.4477, please", "•••77, please"],
  ["0151/2345678", "•••78"],
  ["wa.me/4915112345678", "wa.me/•••78"],
  ['{"phone":"5511999999999"}', '{"phone":"•••99"}'],
  ["tel_5511999999999x", "tel_•••99x"],
])("%s becomes %s", (text, hidden) => expect(hide(text)).toBe(hidden));

test.each([
  "019abc12-3456-7890-8123-123456789012",
  "2026-11-26T20:53:12.123Z",
  "2026-11-26",
  "2026-11-26 20:53",
  "order 12345",
  "at 10:30, room 204",
])("%s stays", (text) => expect(hide(text)).toBe(text));

test("a chat keeps one alias, in lists and inside texts, and another workspace has another", () => {
  const chat = "4915112345678@c.us";
  const alias = chatAlias("w", chat);
  expect(hide(chat)).toBe(alias);
  expect(hide(`{"chat_id":"${chat}","to":"${chat}"}`)).toBe(`{"chat_id":"${alias}","to":"${alias}"}`);
  expect(hide(`false_${chat}_3EB0C767D097`)).toBe(`false_${alias}_3EB0C767D097`);
  expect(withoutPhones("w", { chatId: "abc@next" })).toEqual({ chatId: chatAlias("w", "abc@next") });
  expect(chatAlias("other", chat)).not.toBe(alias);
  expect(hide(alias)).not.toContain("49151");
});

test("goes through an answer at any depth, leaves ids and codes whole, and leaves out bytes", () => {
  const id = newId();
  const answer = {
    id,
    at: new Date(0),
    list: [{ note: "tel 4915112345678", count: 4915112345678, none: null }],
    qrPng: "iVBOR/1234567890/",
    base64: "NDkxNTExMjM0NTY3OA==",
  };
  expect(withoutPhones("w", answer)).toEqual({
    ...answer,
    list: [{ note: "tel •••78", count: 4915112345678, none: null }],
    base64: "",
  });
});

test("no phone number survives, however it is written", () => {
  const separators = fc.constantFrom("", " ", "-", ".", " - ");
  const written = fc
    .tuple(
      fc.constantFrom("+", ""),
      fc.array(fc.integer({ min: 0, max: 9 }), { minLength: 8, maxLength: 15 }),
      separators,
    )
    .map(([plus, digits, separator]) => ({
      digits: digits.join(""),
      // Split in groups of three, as people do.
      text: plus + (digits.join("").match(/\d{1,3}/g) ?? []).join(separator.length > 2 ? "-" : separator),
    }));
  fc.assert(
    fc.property(written, fc.constantFrom("", "hi ", "tel:", '"', "x", "_"), ({ digits, text }, before) => {
      fc.pre(!/^\d{4}-\d{2}-\d{2}/.test(text));
      const rest = hide(`${before}${text} end`).replace(/\D/g, "");
      expect(rest.length).toBeLessThanOrEqual(2);
      expect(digits.endsWith(rest)).toBe(true);
    }),
  );
});
