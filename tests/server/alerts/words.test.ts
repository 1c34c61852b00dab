import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { letterOf } from "#server/alerts/mail-news.ts";
import type { NewsItem } from "#server/alerts/news.ts";
import { messagesOf } from "#server/alerts/push-news.ts";
import type { Reader } from "#server/alerts/reader.ts";
import { lineOf, summaryOf, texts } from "#server/alerts/words.ts";

const item = (change: Partial<NewsItem> = {}): NewsItem => ({
  ...{ key: "session:chat", isMessage: true, event: "message.received", count: 1, rule: "Urgent words" },
  chat: { title: "Ana" },
  number: { id: "1", name: "Front desk" },
  at: new Date("2026-03-04T12:00:00Z"),
  url: "https://desk.example/w/harbour/chats/1",
  ...change,
});

const reader: Reader = {
  ...{ userId: "ana", email: "ana@example.com", locale: null, role: "agent", hidePhones: false },
  sight: { workspaceId: "w", onlyNumbers: null, assignedTo: null },
  settings: {
    ...{ timeZone: "Asia/Shanghai", quietFrom: null, quietUntil: null, quietDays: [] },
    ...{ digestHour: 8, mutedUntil: null },
  },
  workspace: { id: "w", slug: "harbour", name: "Harbour" },
};

const other = (event: string | null, change: Partial<NewsItem> = {}) =>
  item({ isMessage: false, event, chat: null, ...change });

describe("a line of news", () => {
  test.each<[NewsItem, string, string]>([
    [item(), "1 new message in Ana", "Ana 有 1 条新消息"],
    [item({ count: 1200 }), "1,200 new messages in Ana", "Ana 有 1,200 条新消息"],
    [item({ chat: { title: null } }), "1 new message in a chat", "一个聊天 有 1 条新消息"],
    [other("session.disconnected"), "Front desk lost its connection", "Front desk 断开了连接"],
    [
      other("session.connected", { count: 2 }),
      "Front desk was connected again 2 times",
      "Front desk 重新连接了 2 次",
    ],
    [other("lead.detected", { chat: { title: "Ana" } }), "A new lead in Ana", "Ana：发现新线索"],
    [other("poll.closed", { count: 3 }), "3 × poll.closed on Front desk", "Front desk：poll.closed（3 次）"],
    [other("poll.closed", { number: null }), "poll.closed", "poll.closed"],
    [other(null, { number: null }), "An event", "一个事件"],
  ])("says what, how often and where (%#)", (news, en, zhCN) => {
    expect(lineOf(news, "en")).toBe(en);
    expect(lineOf(news, "zh-CN")).toBe(zhCN);
  });
});

describe("all news in one line", () => {
  test.each<[NewsItem[], string]>([
    [[item({ count: 5 })], "5 new messages in Ana"],
    [[item({ count: 5 }), item({ count: 2 })], "7 new messages in 2 chats"],
    [[item({ count: 5 }), other("session.connected")], "6 new events"],
    [[item({ count: 5 }), other("lead.detected", { chat: { title: "Ben" } })], "6 new events in 2 chats"],
  ])("counts them (%#)", (items, words) => {
    expect(summaryOf(items, "en")).toBe(words);
  });
});

test.each(["en", "zh-CN"] as const)("the mail in %s has no holes, whatever a contact is called", (locale) => {
  fc.assert(
    fc.property(fc.array(fc.tuple(fc.string(), fc.nat(5000)), { minLength: 1, maxLength: 70 }), (chats) => {
      const items = chats.map(([title, count]) =>
        item({ count: count + 1, chat: { title: `<b>${title.replace(/[{}]/g, "")}` } }),
      );
      const { subject, text, html } = letterOf(items, { ...reader, locale }, "mail");
      expect(`${subject}${text}`).not.toMatch(/[{}]|undefined/);
      expect(html).not.toContain("<b>");
      expect(html.match(/<li /g)).toHaveLength(Math.min(50, chats.length));
    }),
    { numRuns: 30 },
  );
});

test("the mail groups by number, names each moment in the reader's time zone, and says how many it leaves out", () => {
  const items = Array.from({ length: 52 }, () => item());
  const { text, html, to, subject, unsubscribeUrl } = letterOf(
    [...items, other("x", { number: null })],
    reader,
    "digest",
  );
  expect({ to, subject }).toEqual({ to: "ana@example.com", subject: "Digest: 53 new events · Harbour" });
  expect(html.match(/<h2/g)).toHaveLength(1);
  expect(text).toContain("Mar 4, 2026, 8:00 PM");
  expect(text).toContain("and 3 more");
  expect(unsubscribeUrl).toMatch(/\/w\/harbour\/settings\/notifications$/);
});

test("a notification fits whatever it names, and many places make one", () => {
  const long = messagesOf([item({ rule: "r".repeat(300), chat: { title: "t".repeat(300) } })], reader);
  expect(long).toMatchObject([{ title: expect.stringMatching(/^r{80}$/) }]);
  expect(long[0]?.body.length).toBeLessThanOrEqual(200);
  expect(messagesOf([item({ rule: null })], reader)).toMatchObject([{ title: "Harbour" }]);
  const many = messagesOf(
    Array.from({ length: 6 }, () => item()),
    reader,
  );
  expect(many).toMatchObject([{ title: "Harbour", body: "6 new messages in 6 chats" }]);
});

test("both languages say the same things", () => {
  const keysOf = (value: object, path = ""): string[] =>
    Object.entries(value).flatMap(([key, inner]) =>
      typeof inner === "string" ? [`${path}${key}`] : keysOf(inner, `${path}${key}.`),
    );
  // Chinese has no singular.
  const keys = (locale: keyof typeof texts) => keysOf(texts[locale]).filter((key) => !key.endsWith(".one"));
  expect(keys("zh-CN")).toEqual(keys("en"));
});
