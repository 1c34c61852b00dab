import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { mentionAt, notePartsOf, stillNamed } from "#app/w/[workspace]/chats/_teamwork/note-text.ts";

const person = (name: string | null, email = "x@example.com") => ({ userId: name ?? email, name, email });
const [ann, annLee, wei] = [person("Ann"), person("Ann Lee"), person(null, "wei@example.com")];

describe("a note's words", () => {
  test("are cut at the names of those it mentions, the longest first", () => {
    expect(notePartsOf("Hi @Ann Lee and @Ann, ask @wei@example.com", [ann, annLee, wei])).toEqual([
      { text: "Hi ", isMention: false },
      { text: "@Ann Lee", isMention: true },
      { text: " and ", isMention: false },
      { text: "@Ann", isMention: true },
      { text: ", ask ", isMention: false },
      { text: "@wei@example.com", isMention: true },
    ]);
  });

  test("are all there, whatever they are", () => {
    fc.assert(
      fc.property(fc.string(), fc.array(fc.string({ minLength: 1 })), (text, names) => {
        const parts = notePartsOf(
          text,
          names.map((name) => person(name)),
        );
        expect(parts.map((part) => part.text).join("")).toBe(text);
      }),
    );
  });
});

describe("a mention that is being typed", () => {
  test.each([
    ["@", 1, { start: 0, query: "" }],
    ["Hi @an", 6, { start: 3, query: "an" }],
    ["Hi @ann le", 10, { start: 3, query: "ann le" }],
    ["(@wei", 5, { start: 1, query: "wei" }],
    ["@ann @b", 7, { start: 5, query: "b" }],
    ["请看 @李", 5, { start: 3, query: "李" }],
  ])("is found in “%s”", (text, caret, expected) => {
    expect(mentionAt(text, caret)).toEqual(expected);
  });

  test.each([
    ["mail me at ann@example.com", 26],
    ["Hi @ann said so then", 20],
    ["Hi", 2],
    ["@ann", 0],
  ])("is none in “%s”", (text, caret) => {
    expect(mentionAt(text, caret)).toBeNull();
  });
});

test("whoever was picked and taken out again is not mentioned", () => {
  expect(stillNamed("Hi @Ann Lee", [annLee, wei])).toEqual([annLee]);
});
