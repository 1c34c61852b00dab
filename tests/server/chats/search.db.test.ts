import { beforeEach, expect, test } from "vitest";
import { newId } from "#server/core/ids.ts";
import { callerOf } from "#tests/support/callers.ts";
import { makeMember } from "../data/fixtures.ts";
import { ann, type Desk, hear, inbound, later, makeDesk } from "./fixtures.ts";

let desk: Desk;
let api: Awaited<ReturnType<typeof callerOf>>;
let workspace: string;
beforeEach(async () => {
  desk = await makeDesk();
  api = await callerOf(desk.owner);
  workspace = desk.slug;
});

const says = (text: string, change: Parameters<typeof inbound>[1] = {}) =>
  hear(desk, inbound(desk, { eventId: newId(), text, ...change }));
const search = async (query: string, of = api) => of.chats.search({ workspace, query });
const textsOf = async (query: string) => (await search(query)).hits.map(({ message }) => message.text);

test("messages are found by their words in any script, newest first, with the hits marked", async () => {
  await says("The clinic opens at nine");
  await says("Which CLÍNIC do you mean?", { happenedAt: later(1) });
  await says("我想预约明天下午三点", { happenedAt: later(2) });
  expect(await textsOf("clinic")).toEqual(["Which CLÍNIC do you mean?", "The clinic opens at nine"]);
  expect(await textsOf("nine clin")).toEqual(["The clinic opens at nine"]);
  expect(await textsOf("明天下午")).toEqual(["我想预约明天下午三点"]);
  expect(await textsOf("后天")).toEqual([]);
  expect((await search("预约")).hits[0]).toMatchObject({ excerpt: "我想⟦预约⟧明天下午三点" });
  expect(await textsOf("' & | :* !!")).toEqual([]);
});

test("chats are found by name and by any digits of their number", async () => {
  await says("Hi", { chatId: ann, chatName: "Ann_Lee 100%" });
  for (const query of ["ann_", "100%", "+55 11 9999", "99999", "(11) 99-99"]) {
    expect(
      (await search(query)).chats.map(({ chatId }) => chatId),
      query,
    ).toEqual([ann]);
  }
  for (const query of ["annxlee", "%%", "123456"]) expect((await search(query)).chats, query).toEqual([]);
});

test("a common word has many pages, each hit once", async () => {
  await hear(
    desk,
    ...Array.from({ length: 60 }, (_, index) =>
      inbound(desk, { eventId: newId(), text: `hello ${index}`, happenedAt: later(index >> 2) }),
    ),
  );
  const seen: string[] = [];
  let cursor: string | null | undefined;
  do {
    const page = await api.chats.search({ workspace, query: "hello", ...(cursor && { cursor }) });
    seen.push(...page.hits.map(({ message }) => message.text));
    cursor = page.nextCursor;
  } while (cursor);
  expect(seen).toHaveLength(60);
  expect(new Set(seen).size).toBe(60);
});

test("whoever may not see phone numbers learns none by searching, digit by digit or in an excerpt", async () => {
  await says(`call me at +49 151 2345678 ${"please ".repeat(30)}today`, { chatName: "+4915112345678" });
  const hidden = await callerOf(await makeMember(desk.workspaceId, "agent", { hidePhones: true }));
  for (const query of ["5511999999999", "99999", "+49 151", "4 9 1", "2345678", "+5"]) {
    const { hits, chats } = await search(query, hidden);
    expect({ hits, chats }, query).toEqual({ hits: [], chats: [] });
  }
  for (const query of ["call", "today"]) {
    const found = await search(query, hidden);
    expect(found.hits).toHaveLength(1);
    const told = JSON.stringify(found).replace(/"(id|numberId|eventId|chat|[a-zA-Z]*At)":"[^"]*"/g, "");
    expect(told).not.toMatch(/2345|9999|1511/);
  }
  const list = JSON.stringify((await hidden.chats.list({ workspace })).chats);
  expect(list).not.toMatch(/99999999|2345678|15112345/);
});
