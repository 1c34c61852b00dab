import { expect, test } from "vitest";
import {
  changeGroupSchema,
  changePeopleSchema,
  createWaGroupSchema,
  groupMessagesSchema,
  maxKeywordCharacters,
  maxKeywords,
  maxPeople,
  watchGroupSchema,
} from "#server/groups/schemas.ts";

const id = "a1b2c3d4-e5f6-4789-8abc-def012345678";
const waGroup = "120363012345678901@g.us";
const watching = { numberId: id, waGroup, mode: "keywords", keywords: ["urgent"] };
const causes = (schema: typeof watchGroupSchema | typeof changeGroupSchema, input: object) =>
  schema.safeParse(input).error?.issues.map(({ message }) => message) ?? [];
const words = (count: number) => Array.from({ length: count }, (_, index) => `word ${index}`);
const phones = (count: number) => Array.from({ length: count }, (_, index) => `+1555${1_000_000 + index}`);

test.each(["all", "keywords", "mentions", "first_message", "ai_analysis"])("takes the mode %s", (mode) => {
  expect(watchGroupSchema.parse({ ...watching, mode }).mode).toBe(mode);
});

test("keywords are trimmed, each is there once whatever its capitals, and the first spelling stays", () => {
  const keywords = [" Urgent ", "urgent", "URGENT", "Caf\u00e9", "cafe\u0301", "help"];
  expect(watchGroupSchema.parse({ ...watching, keywords }).keywords).toEqual(["Urgent", "Caf\u00e9", "help"]);
});

test.each([
  ["no keyword for the mode keywords", { keywords: [] }, "group.keywords_missing"],
  ["keywords left out", { keywords: undefined }, "group.keywords_missing"],
  ["an empty keyword", { keywords: ["  "] }, "group.keyword_empty"],
  ["a keyword too long", { keywords: ["x".repeat(maxKeywordCharacters + 1)] }, "group.keyword_long"],
  ["one keyword too many", { keywords: words(maxKeywords + 1) }, "group.keywords_many"],
  ["an answer without words", { autoRespond: true }, "group.template_missing"],
  ["an answer of spaces", { autoRespond: true, responseTemplate: "  " }, "group.template_missing"],
  ["words too long", { prompt: "x".repeat(2_001) }, "group.words_long"],
  ["an address that is not https", { webhookUrl: "http://example.com" }, "group.webhook_url"],
  ["a person in place of a group", { waGroup: "5511999999999@c.us" }, "group.address_invalid"],
])("refuses %s", (_what, change, cause) => {
  expect(causes(watchGroupSchema, { ...watching, ...change })).toContain(cause);
});

test("takes what stands exactly at the bounds", () => {
  expect(causes(watchGroupSchema, { ...watching, keywords: words(maxKeywords) })).toEqual([]);
  expect(causes(watchGroupSchema, { ...watching, keywords: ["x".repeat(maxKeywordCharacters)] })).toEqual([]);
  expect(causes(watchGroupSchema, { ...watching, prompt: "x".repeat(2_000) })).toEqual([]);
  expect(causes(changeGroupSchema, { groupId: id, mode: "all", keywords: [] })).toEqual([]);
});

test("people are phone numbers in one form, each once, from one to the most of a request", () => {
  const parse = (people: string[]) => changePeopleSchema.safeParse({ groupId: id, people });
  expect(parse(["+49 151 23456789", "4915123456789", "0049 151 23456789"]).data?.people).toEqual([
    "+4915123456789",
  ]);
  expect(parse(phones(maxPeople)).success).toBe(true);
  expect(parse(phones(maxPeople + 1)).error?.issues[0]?.message).toBe("group.people_many");
  expect(parse([]).error?.issues[0]?.message).toBe("group.people_missing");
  for (const wrong of ["12", "Anna", waGroup, "1".repeat(16), "0151 23456789"]) {
    expect(parse([wrong]).error?.issues[0]?.message, wrong).toBe("group.phone_invalid");
  }
});

test("a new WhatsApp group has a name of 1 to 100 characters, right to left too", () => {
  const parse = (name: string) => createWaGroupSchema.safeParse({ numberId: id, name, people: phones(1) });
  expect(parse(" فريق الدعم 🚀 ").data?.name).toBe("فريق الدعم 🚀");
  expect(parse("x".repeat(100)).success).toBe(true);
  expect(parse("x".repeat(101)).error?.issues[0]?.message).toBe("group.name_long");
  expect(parse("   ").error?.issues[0]?.message).toBe("group.name_missing");
});

test("pages of messages count from 0", () => {
  expect(groupMessagesSchema.parse({ groupId: id }).page).toBe(0);
  expect(groupMessagesSchema.safeParse({ groupId: id, page: -1 }).success).toBe(false);
});
