import fc from "fast-check";
import { expect, test } from "vitest";
import {
  type Contact,
  contactAddress,
  contactHint,
  namesContact,
  parseContact,
} from "#server/core/contact.ts";

const phone = (digits: string): Contact => ({ kind: "phone", digits });
const maya = phone("5511912345678");

test("a contact is understood however it is written", () => {
  for (const typed of [
    "+55 11 91234-5678",
    "0055 11 91234 5678",
    "5511912345678",
    " +55 (11) 91234.5678 ",
    "5511912345678@c.us",
    "5511912345678@s.whatsapp.net",
    "5511912345678:12@s.whatsapp.net",
  ]) {
    expect(parseContact(typed), typed).toEqual(maya);
  }
  expect(parseContact("98765432101234@LID")).toEqual({ kind: "address", address: "98765432101234@lid" });
  expect(contactAddress(maya)).toBe("5511912345678@c.us");
  expect(contactHint(maya)).toBe("•••78");
  expect(contactHint({ kind: "address", address: "98765432101234@lid" })).toBe("•••@lid");
});

test("what is no contact is refused: words, short or endless numbers, groups, channels", () => {
  for (const typed of [
    "",
    "Maya",
    "12345",
    "0",
    "1234567890123456",
    "120363001@g.us",
    "1@newsletter",
    "1@broadcast",
    "@c.us",
    "a b@c.us",
    "+",
    "%",
    "12345678; drop",
  ]) {
    expect(parseContact(typed), typed).toBeNull();
  }
});

test("a number is found in whatever people and programs write", () => {
  for (const text of [
    "5511912345678@c.us",
    "Call +55 11 91234-5678 please",
    "+5511912345678 12pm",
    "0055 11 91234 5678",
    "电话5511912345678请",
    "https://wa.me/5511912345678?text=hi",
    "tel:%2B5511912345678",
    "2026-11-26 5511912345678",
    "5511912345678 5511888888888",
    "+5511888888888 / +5511912345678",
    "false_5511912345678@c.us_3EB0AA",
    "\u202a+55 11 91234\u20115678\u202c",
    "+55\u00a011\u00a091234\u00a05678",
    '{"phone":5511912345678}',
    '{"text":"\\u002b55\\u00a011 91234-5678"}',
    '{"a":"5511912345678","a":"again"}',
    "not json \\u00e9 5511912345678",
  ]) {
    expect(namesContact(maya, text), text).toBe(true);
    expect(namesContact(maya, Buffer.from(text)), text).toBe(true);
  }
  expect(namesContact(maya, { deep: [{ phone: 5511912345678 }] })).toBe(true);
  expect(namesContact(maya, { "5511912345678": 1 })).toBe(true);
  const bytes = Buffer.concat([
    Buffer.from([0xff, 0, 0xc3]),
    Buffer.from("5511912345678"),
    Buffer.from([0xfe]),
  ]);
  expect(namesContact(maya, bytes)).toBe(true);
});

test("another number, a group or another kind of address is not the contact", () => {
  for (const text of [
    "",
    "15511912345678",
    "55119123456789",
    "+155 11 91234 5678",
    "+55 11 91234-56789",
    "5511912345678@lid",
    "5511912345678-1600000000@g.us",
    "120363025511912345678@g.us",
    "5511 order 912345678",
    "5511,912345678",
  ]) {
    expect(namesContact(maya, text), text).toBe(false);
  }
  expect(namesContact(phone("12345678"), "+49 151 12345678")).toBe(false);
  expect(namesContact(phone("12345678"), "49 151 12345678")).toBe(false);
  const lid: Contact = { kind: "address", address: "123456789@lid" };
  expect(namesContact(lid, '{"from":"123456789@lid"}')).toBe(true);
  expect(namesContact(lid, "9123456789@lid")).toBe(false);
  expect(namesContact(lid, "123456789@lid-x")).toBe(false);
  expect(namesContact(lid, "123456789@c.us")).toBe(false);
  for (const nothing of [null, undefined, {}, []]) expect(namesContact(maya, nothing)).toBe(false);
});

const digits = (min: number, max: number) =>
  fc
    .tuple(fc.integer({ min: 1, max: 9 }), fc.stringMatching(new RegExp(`^\\d{${min - 1},${max - 1}}$`)))
    .map(([first, rest]) => `${first}${rest}`);
const words = fc.stringMatching(/^[a-zé你{}":, \n]{0,40}$/);

test("property: a whole number is found between any words, and a longer one around it never", () => {
  fc.assert(
    fc.property(digits(8, 15), words, words, (number, before, after) => {
      expect(namesContact(phone(number), `${before}${number}${after}`)).toBe(true);
      expect(namesContact(phone(number), `${before}+${number}${after}`)).toBe(true);
    }),
  );
  fc.assert(
    fc.property(digits(8, 15), digits(1, 5), words, fc.boolean(), (number, more, around, isBefore) => {
      const longer = isBefore ? `${more}${number}` : `${number}${more}`;
      expect(namesContact(phone(number), `${around}${longer}${around}`)).toBe(longer === `00${number}`);
    }),
  );
});

test("property: two different numbers are never taken for each other, whatever separates their digits", () => {
  const separators = fc.constantFrom("", " ", "-", ".", " (", ") ");
  fc.assert(
    fc.property(
      digits(10, 15),
      digits(10, 15),
      fc.array(separators, { minLength: 14, maxLength: 14 }),
      (one, other, between) => {
        fc.pre(one !== other);
        const written = [...other]
          .map((digit, index) => (index === 0 ? digit : `${between[index - 1]}${digit}`))
          .join("");
        expect(namesContact(phone(other), `+${written}`)).toBe(true);
        expect(namesContact(phone(one), `+${written}`)).toBe(false);
      },
    ),
  );
});
