import { eq } from "drizzle-orm";
import { beforeEach, describe, expect, test } from "vitest";
import { systemDb } from "#db/client.ts";
import { chats } from "#db/schema/index.ts";
import { maxSnoozeMs } from "#server/chats/schemas.ts";
import { wakeSnoozed } from "#server/chats/snooze-chat.ts";
import { pseudonym } from "#server/core/pseudonym.ts";
import { waitingForLocks } from "#tests/support/locks.ts";
import { audited, join, outcome } from "../members/fixtures.ts";
import { type ChatTeam, chatRow, makeChatTeam, noticesOf, waitingJobs } from "../teamwork/fixtures.ts";

let team: ChatTeam;
let target: { workspace: string; chat: string };
beforeEach(async () => {
  team = await makeChatTeam();
  target = { workspace: team.workspace, chat: team.chat };
});

const hourMs = 3_600_000;
const ahead = (ms: number) => new Date(Date.now() + ms).toISOString();
const snooze = (until: string, by = team.api) => by.chats.snooze({ ...target, until });
const runWake = (until: string) => wakeSnoozed.run({ workspaceId: team.workspaceId, chat: team.chat, until });

describe("a chat is resolved and reopened", () => {
  test("and back again, each written into the audit without the contact's address", async () => {
    expect(await team.api.chats.resolve(target)).toMatchObject({ state: "resolved", changed: true });
    expect(await team.api.chats.reopen(target)).toMatchObject({ state: "open", changed: true });
    const [entry] = await audited(team, "chat.resolve");
    expect(entry?.target).toBe(team.chat);
    expect(entry?.details).toEqual({
      ...{ chat: pseudonym(team.workspaceId, "5511999999999@c.us"), before: "open", after: "resolved" },
    });
    expect(await audited(team, "chat.reopen")).toHaveLength(1);
  });

  test("once by two people at once: the second is told that it was done", async () => {
    const results = await Promise.all([team.api, team.agent.api].map((api) => api.chats.resolve(target)));
    expect(results.map(({ changed }) => changed).sort()).toEqual([false, true]);
    expect(await audited(team, "chat.resolve")).toHaveLength(1);
  });

  test("and a snooze ends with it", async () => {
    await snooze("reply");
    await team.api.chats.resolve(target);
    await team.api.chats.reopen(target);
    expect(await chatRow(team.chat)).toMatchObject({ snoozedUntil: null, snoozedUntilReply: false });
  });
});

test("a priority is set once, and told with what it was", async () => {
  const set = () => team.api.chats.setPriority({ ...target, priority: "urgent" });
  expect(await set()).toMatchObject({ priority: "urgent", changed: true });
  expect(await set()).toMatchObject({ changed: false });
  const entries = await audited(team, "chat.prioritise");
  expect(entries.map(({ details }) => details)).toMatchObject([{ before: "none", after: "urgent" }]);
});

describe("a snooze", () => {
  test("until a moment is ended by its job, once however often that runs, and waiting-since stays", async () => {
    const { waitingSince } = await chatRow(team.chat);
    const until = ahead(hourMs);
    expect(await snooze(until)).toMatchObject({ snoozedUntil: until, changed: true });
    expect(await waitingJobs(wakeSnoozed.name, team.chat)).toEqual([until]);
    await Promise.all([runWake(until), runWake(until)]);
    await runWake(until);
    expect(await chatRow(team.chat)).toMatchObject({ snoozedUntil: null, state: "open", waitingSince });
    const entries = await audited(team, "chat.wake");
    expect(entries.map(({ actorKind }) => actorKind)).toEqual(["system"]);
  });

  test("that was moved is not ended by the job of before, and has one job", async () => {
    const [first, second] = [ahead(hourMs), ahead(2 * hourMs)];
    await snooze(first);
    await snooze(second);
    await runWake(first);
    expect((await chatRow(team.chat)).snoozedUntil?.toISOString()).toBe(second);
    expect(await waitingJobs(wakeSnoozed.name, team.chat)).toEqual([second]);
  });

  test("that was ended before its time, or with the chat resolved, is no business of its job", async () => {
    const until = ahead(hourMs);
    await snooze(until);
    await team.api.chats.wake(target);
    await runWake(until);
    await snooze(until);
    await team.api.chats.resolve(target);
    await runWake(until);
    expect((await audited(team, "chat.wake")).map(({ actorKind }) => actorKind)).toEqual(["member"]);
    expect((await chatRow(team.chat)).state).toBe("resolved");
  });

  test("until the contact writes has no job, and replaces one until a moment", async () => {
    const until = ahead(hourMs);
    await snooze(until);
    expect(await snooze("reply")).toMatchObject({ snoozedUntil: null, snoozedUntilReply: true });
    await runWake(until);
    expect((await chatRow(team.chat)).snoozedUntilReply).toBe(true);
    expect(await team.api.chats.wake(target)).toMatchObject({ snoozedUntilReply: false, changed: true });
    expect(await team.api.chats.wake(target)).toMatchObject({ changed: false });
  });

  test("takes offsets, a browser's clock that is a little behind, and a year; nothing beyond", async () => {
    expect(await outcome(snooze("2999-01-01T00:00:00Z"))).toBe("chat.snooze_far");
    expect(await outcome(snooze(ahead(maxSnoozeMs + 2 * hourMs)))).toBe("chat.snooze_far");
    expect(await outcome(snooze(ahead(-hourMs)))).toBe("chat.snooze_past");
    expect(await outcome(snooze("tomorrow"))).not.toBe("done");
    expect(await outcome(snooze(ahead(-10_000)))).toBe("done");
    expect(await outcome(snooze(ahead(maxSnoozeMs)))).toBe("done");
    const at = new Date(Math.floor(Date.now() / 1000) * 1000 + 10 * hourMs);
    const inDelhi = new Date(at.getTime() + 5.5 * hourMs).toISOString().replace(".000Z", "+05:30");
    expect(await snooze(inDelhi)).toMatchObject({ snoozedUntil: at.toISOString() });
  });

  test("of a chat that somebody resolved at that moment is refused by name", async () => {
    await team.agent.api.chats.resolve(target);
    expect(await outcome(snooze("reply"))).toBe("chat.resolved_meanwhile");
  });
});

describe("a chat out of sight", () => {
  test("is changed by nobody who may not see it", async () => {
    const them = await join(team, "agent", { onlyNumbers: [team.otherNumberId] });
    const { resolve, reopen, snooze, wake, setPriority } = them.api.chats;
    const acts = [
      () => resolve(target),
      () => reopen(target),
      () => snooze({ ...target, until: "reply" }),
      () => wake(target),
      () => setPriority({ ...target, priority: "low" }),
    ];
    for (const act of acts) expect(await outcome(act())).toBe("chat.not_found");
    expect(await chatRow(team.chat)).toMatchObject({ state: "open", priority: "none" });
  });
});

describe("many chats at once", () => {
  const many = (change: Parameters<ChatTeam["api"]["chats"]["changeMany"]>[0]["change"], chats: string[]) =>
    team.api.chats.changeMany({ workspace: team.workspace, chats, change });

  test("are changed each for itself: what is refused for one is done for the others", async () => {
    await team.api.chats.resolve(target);
    const results = await many({ kind: "snooze", until: "reply" }, [team.chat, team.otherChat, team.chat]);
    expect(results).toEqual([
      { chat: team.chat, changed: false, refusal: "chat.resolved_meanwhile" },
      { chat: team.otherChat, changed: true, refusal: null },
    ]);
    expect((await chatRow(team.otherChat)).snoozedUntilReply).toBe(true);
  });

  test("of which only some are in sight change only there; of which none is, nothing is found", async () => {
    const them = await join(team, "agent", { onlyNumbers: [team.otherNumberId] });
    const resolve = (chats: string[]) =>
      them.api.chats.changeMany({ workspace: team.workspace, chats, change: { kind: "resolve" } });
    expect((await resolve([team.chat, team.otherChat])).map(({ refusal }) => refusal)).toEqual([
      "chat.not_found",
      null,
    ]);
    expect(await outcome(resolve([team.chat]))).toBe("chat.not_found");
    expect((await chatRow(team.chat)).state).toBe("open");
  });

  test("are resolved, reopened and woken", async () => {
    const both = [team.chat, team.otherChat];
    await many({ kind: "snooze", until: "reply" }, both);
    await many({ kind: "wake" }, both);
    await many({ kind: "resolve" }, both);
    expect((await many({ kind: "reopen" }, both)).every(({ changed }) => changed)).toBe(true);
    for (const chat of both) {
      expect(await chatRow(chat)).toMatchObject({ state: "open", snoozedUntilReply: false });
    }
  });

  test("are given to one member, who is told of each but those they take themselves", async () => {
    const both = [team.chat, team.otherChat];
    const assign = (by: ChatTeam["api"]) =>
      by.chats.assignMany({ workspace: team.workspace, chats: both, userId: team.ownerId });
    await assign(team.agent.api);
    const told = await noticesOf(team.ownerId);
    expect(told.map(({ kind, chat, params }) => [kind, chat, params.by])).toEqual(
      both.map((chat) => ["assigned", chat, team.agent.name]),
    );
    await assign(team.api);
    expect(await noticesOf(team.ownerId)).toHaveLength(2);
    await team.agent.api.chats.assign({ ...target, userId: team.agent.userId });
    expect(await noticesOf(team.agent.userId)).toHaveLength(0);
  });

  test("are given to nobody who does not read the inbox", async () => {
    const [payer, away] = [await join(team, "billing"), await join(team, "agent")];
    await team.api.members.suspend({ workspace: team.workspace, userId: away.userId });
    for (const { userId } of [payer, away]) {
      expect(await outcome(team.api.chats.assign({ ...target, userId }))).toBe("member.not_found");
    }
  });

  test("and one is given once by two people at once, and told once", async () => {
    await team.api.chats.assign({ ...target, userId: null });
    const userId = team.ownerId;
    let giving: Promise<unknown> | undefined;
    await systemDb().transaction(async (tx) => {
      await tx.select().from(chats).where(eq(chats.id, team.chat)).for("update");
      giving = Promise.all([1, 2].map(() => team.agent.api.chats.assign({ ...target, userId })));
      await expect.poll(waitingForLocks).toBe(2);
    });
    await giving;
    expect(await noticesOf(userId)).toHaveLength(1);
    const given = (await audited(team, "chat.assign")).filter(({ details }) => details.after === userId);
    expect(given).toHaveLength(1);
  });

  test("are a hundred at most", async () => {
    const chats = Array.from({ length: 101 }, () => crypto.randomUUID());
    expect(await outcome(many({ kind: "resolve" }, chats))).not.toBe("done");
  });
});
