import fc from "fast-check";
import { expect, test } from "vitest";
import { slugFrom, slugSchema } from "#server/workspaces/index.ts";

test.each([
  ["Klinik Nord GmbH", "klinik-nord-gmbh"],
  ["  Café — São Paulo  ", "cafe-sao-paulo"],
  ["ＡＢＣ ショップ 24", "abc-24"],
  ["a---b__c", "a-b-c"],
  ["医院", ""],
  ["!!!", ""],
  [`${"x".repeat(39)} y`, "x".repeat(39)],
])("makes of the name %j the slug %j", (name, slug) => {
  expect(slugFrom(name)).toBe(slug);
});

const names = fc.oneof(
  fc.string({ unit: "grapheme", maxLength: 80 }),
  fc.string({ unit: fc.constantFrom("a", "Z", "9", "-", " ", "é", "ß", "医", "İ"), maxLength: 80 }),
);

test("a slug made from any name is empty, too short, reserved, or good as it is", () => {
  fc.assert(
    fc.property(names, (name) => {
      const slug = slugFrom(name);
      if (slug === "") return;
      const { error } = slugSchema.safeParse(slug);
      const complaints = error?.issues.map(({ message }) => message) ?? [];
      expect(["slug_short", "slug_reserved", undefined]).toContain(complaints[0]);
      expect(slugFrom(slug)).toBe(slug);
    }),
    { numRuns: 1000 },
  );
});

test.each([
  ["ab", "slug_short"],
  ["x".repeat(41), "slug_long"],
  ["-abc", "slug_characters"],
  ["a--b", "slug_characters"],
  ["a/b/c", "slug_characters"],
  ["医院医院", "slug_characters"],
  ["admin", "slug_reserved"],
  ["New", "slug_reserved"],
  ["api", "slug_reserved"],
  ["sign-in", "slug_reserved"],
])("refuses the slug %j as %s", (slug, complaint) => {
  expect(slugSchema.safeParse(slug).error?.issues[0]?.message).toBe(complaint);
});
