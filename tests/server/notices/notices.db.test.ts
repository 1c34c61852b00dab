import { beforeEach, describe, expect, test } from "vitest";
import { inTenant } from "#db/tenant.ts";
import { giveNotice } from "#server/notices/index.ts";
import { join, outcome } from "../members/fixtures.ts";
import { type ChatTeam, makeChatTeam, noticesOf } from "../teamwork/fixtures.ts";

let team: ChatTeam;
beforeEach(async () => {
  team = await makeChatTeam();
});

const give = (about: string, userId = team.ownerId, of: { chat?: string; numberId?: string } = {}) =>
  inTenant(team.workspaceId, (tx) =>
    giveNotice(tx, { workspaceId: team.workspaceId, userId, kind: "mention", ...of, params: {}, about }),
  );
const list = (by = team.api, cursor?: string) =>
  by.notices.list({ workspace: team.workspace, ...(cursor === undefined ? {} : { cursor }) });
const unread = async (by = team.api) => (await by.notices.unread({ workspace: team.workspace })).count;

describe("a notice", () => {
  test("is given once however often, and at once, the same is told", async () => {
    await Promise.all([give("one"), give("one"), give("one")]);
    await give("one");
    await give("two");
    expect((await noticesOf(team.ownerId)).map(({ about }) => about)).toEqual(["one", "two"]);
    expect(await unread()).toBe(2);
  });

  test("that was read is not unread again when the same is told once more", async () => {
    await give("one");
    await team.api.notices.markRead({ workspace: team.workspace, all: true });
    await give("one");
    expect(await unread()).toBe(0);
  });

  test("is read one by one, or all together, by its member alone", async () => {
    await give("one");
    await give("two");
    const [newest] = (await list()).notices;
    const noticeId = newest?.id ?? "";
    const markRead = (by: ChatTeam["api"]) =>
      outcome(by.notices.markRead({ workspace: team.workspace, noticeId }));
    expect(await markRead(team.agent.api)).toBe("notice.not_found");
    await team.agent.api.notices.markRead({ workspace: team.workspace, all: true });
    expect(await unread()).toBe(2);
    expect(await markRead(team.api)).toBe("done");
    expect(await unread()).toBe(1);
    await team.api.notices.markRead({ workspace: team.workspace, all: true });
    expect(await unread()).toBe(0);
    expect(await unread(team.agent.api)).toBe(0);
  });

  test("names its chat and number by what they are called now", async () => {
    await give("one", team.ownerId, { chat: team.chat, numberId: team.numberId });
    const { notices } = await list();
    expect(notices[0]).toMatchObject({
      chat: { id: team.chat, title: "+5511999999999" },
      number: { id: team.numberId, name: "Front desk" },
    });
  });
});

describe("what goes out of sight", () => {
  test("takes its notices with it, in the list, the count and the marking", async () => {
    const them = await join(team, "agent", { onlyNumbers: [team.otherNumberId] });
    await give("mine", them.userId, { chat: team.otherChat });
    await give("hidden chat", them.userId, { chat: team.chat });
    await give("hidden number", them.userId, { numberId: team.numberId });
    expect((await list(them.api)).notices.map(({ chat }) => chat?.id)).toEqual([team.otherChat]);
    expect(await unread(them.api)).toBe(1);
    const hidden = (await noticesOf(them.userId)).find(({ about }) => about === "hidden chat");
    const mark = them.api.notices.markRead({ workspace: team.workspace, noticeId: hidden?.id ?? "" });
    expect(await outcome(mark)).toBe("notice.not_found");
    await them.api.notices.markRead({ workspace: team.workspace, all: true });
    expect((await noticesOf(them.userId)).filter(({ readAt }) => readAt === null)).toHaveLength(2);
  });

  test("is seen again by whoever the chat comes back to", async () => {
    const them = await join(team, "agent", { assignedOnly: true });
    await give("theirs", them.userId, { chat: team.chat });
    expect(await unread(them.api)).toBe(0);
    await team.api.chats.assign({ workspace: team.workspace, chat: team.chat, userId: them.userId });
    expect((await list(them.api)).notices.map(({ kind }) => kind)).toEqual(["assigned", "mention"]);
  });

  test("shows no phone number to whoever sees none", async () => {
    const them = await join(team, "agent", { hidePhones: true });
    await give("one", them.userId, { chat: team.chat });
    expect(JSON.stringify(await list(them.api))).not.toContain("5511999999999");
  });
});

test("pages hold every notice once, newest first, and more that come meanwhile disturb none", async () => {
  for (let index = 0; index < 65; index++) await give(`${index}`);
  const seen: string[] = [];
  let cursor: string | undefined;
  do {
    const page = await list(team.api, cursor);
    seen.push(...page.notices.map(({ id }) => id));
    cursor = page.nextCursor ?? undefined;
    await give(`later ${seen.length}`);
  } while (cursor);
  const given = (await noticesOf(team.ownerId)).filter(({ about }) => !about.startsWith("later"));
  expect(seen).toEqual(given.map(({ id }) => id).reverse());
});

test("a cursor of nobody's is refused, and one of a stranger's shows only one's own", async () => {
  for (const cursor of ["x", "|", "2026-13-45 99:00:00|", "2026-01-01 00:00:00+00|not-an-id"]) {
    expect(await outcome(list(team.api, cursor))).toBe("input.invalid");
  }
  await give("one");
  const far = `2999-01-01 00:00:00+00|${crypto.randomUUID()}`;
  expect((await list(team.agent.api, far)).notices).toEqual([]);
  expect((await list(team.api, far)).notices).toHaveLength(1);
});
