import fc from "fast-check";
import { expect, test } from "vitest";
import { excerptOf } from "#server/chats/excerpt.ts";
import { soughtWords, wordsOf } from "#server/chats/words.ts";

/** As PostgreSQL matches: every word sought is there, or begins one that is. */
function finds(query: string, text: string): boolean {
  const words = wordsOf(text);
  const sought = soughtWords(query);
  return (
    sought.length > 0 &&
    sought.every(({ word, isStart }) =>
      words.some((known) => (isStart ? known.startsWith(word) : known === word)),
    )
  );
}

test("words are found whatever their case, accents and width, and by the beginning of the last", () => {
  for (const query of ["são paulo", "SAO", "paulo são", "Paul", "ＰＡＵＬＯ"]) {
    expect(finds(query, "Olá de SÃO Paulo!"), query).toBe(true);
  }
  expect(finds("aulo", "São Paulo")).toBe(false);
  expect(finds("pa", "Paulo")).toBe(false);
  expect(finds("straße", "Die STRASSE")).toBe(false);
});

test("any part of a Chinese sentence is found, and nothing that is not in it", () => {
  const text = "你好，我想预约明天下午三点的牙科检查。";
  for (const query of ["预约", "明天下午", "牙科检查", "三点的", "查", "预约 牙科"])
    expect(finds(query, text), query).toBe(true);
  for (const query of ["约预", "后天", "预约后天"]) expect(finds(query, text), query).toBe(false);
});

test("marks and signs are no words", () => {
  expect(wordsOf("⟦!?⟧ … 👍🏽 --")).toEqual([]);
  expect(soughtWords("' & | :* \\")).toEqual([]);
});

test("every text is found by every word of it, and no lexeme has room for a quote or a space", () => {
  fc.assert(
    fc.property(fc.string({ unit: "grapheme", maxLength: 200 }), (text) => {
      const words = wordsOf(text);
      for (const word of words) expect(word).toMatch(/^[^\s'\\:&|!()<>*]+$/);
      for (const [part] of text.matchAll(/[\p{L}\p{N}\p{M}]{1,40}(?![\p{L}\p{N}\p{M}])/gu)) {
        if (soughtWords(part).length > 0 && text === part) expect(finds(part, text)).toBe(true);
      }
    }),
  );
});

test("an excerpt shows its hits, and without their marks it is a part of the text", () => {
  expect(excerptOf("See you at the clinic tomorrow", "Clin")).toBe("See you at the ⟦clinic⟧ tomorrow");
  expect(excerptOf("我想预约明天下午", "预约")).toBe("我想⟦预约⟧明天下午");
  fc.assert(
    fc.property(fc.lorem({ maxCount: 60 }), fc.nat(59), (text, index) => {
      const words = text.split(" ");
      const query = words[index % words.length] ?? "";
      const excerpt = excerptOf(text, query);
      expect(text).toContain(excerpt.replace(/[⟦⟧]/g, "").replace(/^…|…$/g, ""));
      expect(excerpt).toContain("⟦");
    }),
  );
});
