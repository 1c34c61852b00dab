import { and, eq } from "drizzle-orm";
import { beforeEach, describe, expect, test } from "vitest";
import { systemDb } from "#db/client.ts";
import {
  alerts,
  events,
  notificationSettings,
  onCallShifts,
  subscriptionMutes,
  subscriptions,
} from "#db/schema/index.ts";
import { newId } from "#server/core/ids.ts";
import { makeChat, makeConnectedNumber, makeEvent, makeInbox } from "#tests/support/factories.ts";
import { audited, join, makeTeam, outcome, type Team } from "../members/fixtures.ts";

let team: Team;
beforeEach(async () => {
  team = await makeTeam();
});

const nameOf = (email: string) => email.split("@")[0];
const everyone = { kind: "everyone" } as const;

describe("a dry run", () => {
  const run = (input: object, by: Pick<Team, "api"> = team) =>
    by.api.subscriptions.dryRun({
      ...{ workspace: team.workspace, filter: {}, audience: everyone },
      ...input,
    });

  async function makeEvents() {
    const inbox = await makeInbox(team.workspaceId);
    const number = await makeConnectedNumber(team.workspaceId);
    const say = (text: string, sessionId: string | null = number.sessionId) =>
      makeEvent(team.workspaceId, inbox.id, text, sessionId);
    return { inbox, number, say };
  }

  test("tells which of the last events would have told whom, and changes nothing", async () => {
    const { say } = await makeEvents();
    const agent = await join(team, "agent");
    await say("Hello");
    const wanted = await say("I want a REFUND");
    const result = await run({ filter: { keywords: ["refund"] } });
    expect(result).toMatchObject({ looked: 2, matchedCount: 1 });
    expect(result.matched).toEqual([
      {
        ...{ eventId: wanted, event: "message.received", preview: "I want a REFUND" },
        at: expect.any(String),
        told: expect.arrayContaining([nameOf(team.owner.email), nameOf(agent.email)]),
      },
    ]);
    expect(await systemDb().select().from(alerts).where(eq(alerts.workspaceId, team.workspaceId))).toEqual(
      [],
    );
  });

  test("leaves out whoever may not see an event, or muted the rule", async () => {
    const { say, number } = await makeEvents();
    const seeing = await join(team, "agent", { onlyNumbers: [number.numberId] });
    await join(team, "agent", { onlyNumbers: [newId()] });
    await join(team, "agent", { assignedOnly: true });
    await say("Hello");
    const told = async (input: object = {}) => (await run(input)).matched[0]?.told.toSorted() ?? [];
    expect(await told()).toEqual([nameOf(team.owner.email), nameOf(seeing.email)].toSorted());
    const { id } = await team.api.subscriptions.create({
      ...{ workspace: team.workspace, name: "All", audience: everyone },
    });
    const rule = { workspace: team.workspace, subscriptionId: id };
    await team.api.subscriptions.mute({ ...rule, muted: true });
    expect(await told({ subscriptionId: id })).toEqual([nameOf(seeing.email)]);
    await team.api.subscriptions.change({ ...rule, enabled: false });
    expect(await told({ subscriptionId: id })).toEqual([nameOf(seeing.email)]);
  });

  test("knows who takes care of a chat", async () => {
    const { say, number } = await makeEvents();
    const agent = await join(team, "agent");
    const address = { sessionId: number.sessionId, chatId: "5511999999999@c.us" };
    await makeChat(team.workspaceId, { ...address, assigneeId: agent.userId });
    await say("Hello");
    const [mine, nobodys] = [
      await run({ filter: { assigned: "reader" } }),
      await run({ filter: { assigned: "nobody" } }),
    ];
    expect(mine.matched.map(({ told }) => told)).toEqual([[nameOf(agent.email)]]);
    expect(nobodys.matchedCount).toBe(0);
  });

  test("looks at a hundred events that the asker sees, shows twenty, and hides phone numbers", async () => {
    const { say, number, inbox } = await makeEvents();
    const agent = await join(team, "agent", { onlyNumbers: [number.numberId], hidePhones: true });
    for (let index = 0; index < 24; index += 1) await say(`Call +49 151 2345${1000 + index}`);
    await makeEvent(team.workspaceId, inbox.id, "elsewhere", newId());
    const seen = await run({}, agent);
    expect(seen).toMatchObject({ looked: 24, matchedCount: 24 });
    expect(seen.matched).toHaveLength(20);
    expect(seen.matched[0]?.preview).toBe("Call •••23");
    const [row] = await systemDb()
      .select()
      .from(events)
      .where(and(eq(events.workspaceId, team.workspaceId), eq(events.id, seen.matched[0]?.eventId ?? "")));
    if (!row) throw new Error("The event is not there.");
    await systemDb()
      .insert(events)
      .values(Array.from({ length: 90 }, (_, index) => ({ ...row, id: newId(), seq: 1_000 + index })));
    expect((await run({})).looked).toBe(100);
  });
});

describe("settings", () => {
  const settings = { timeZone: "Asia/Kolkata", quietFrom: 1_320, quietUntil: 420, quietDays: [7, 1, 7] };
  const set = (change: object, by: Pick<Team, "api"> = team) =>
    by.api.subscriptions.setSettings({
      ...{ workspace: team.workspace, ...settings, digestHour: 9, mutedUntil: null },
      ...change,
    });
  const read = (by: Pick<Team, "api"> = team) => by.api.subscriptions.settings({ workspace: team.workspace });

  test("are each member's own, and the workspace's until they are set", async () => {
    const agent = await join(team, "viewer");
    expect(await read(agent)).toEqual({
      ...{ timeZone: "UTC", quietFrom: null, quietUntil: null, quietDays: [] },
      ...{ digestHour: 8, mutedUntil: null },
    });
    const mutedUntil = "2030-01-01T00:00:00.000Z";
    const kept = { ...settings, quietDays: [1, 7], digestHour: 9, mutedUntil };
    expect(await set({ mutedUntil }, agent)).toEqual(kept);
    await set({ mutedUntil }, agent);
    expect(await read(agent)).toEqual(kept);
    expect((await read()).timeZone).toBe("UTC");
  });

  test.each([
    { timeZone: "Mars/Olympus" },
    { quietFrom: 1_440 },
    { quietDays: [0] },
    { digestHour: 24 },
    { mutedUntil: "tomorrow" },
  ])("like %j are refused", async (change) => {
    expect(await outcome(set(change))).not.toBe("done");
  });
});

describe("the week of who is on call", () => {
  const shift = { days: [1, 2, 3, 4, 5, 6, 7], fromMinute: 0, untilMinute: 0 };
  const add = (userId: string, by: Pick<Team, "api"> = team) =>
    by.api.subscriptions.addShift({ workspace: team.workspace, userId, ...shift });
  const week = (by: Pick<Team, "api"> = team) => by.api.subscriptions.onCall({ workspace: team.workspace });

  test("is read by the team and changed by managers, each change written down", async () => {
    const agent = await join(team, "agent");
    expect(await week(agent)).toEqual({ shifts: [], nowOnCall: [], timeZone: "UTC" });
    const added = await add(agent.userId);
    expect(await week(agent)).toMatchObject({
      shifts: [{ id: added.id, userId: agent.userId, memberName: nameOf(agent.email), ...shift }],
      nowOnCall: [agent.userId],
    });
    expect(await outcome(add(agent.userId, agent))).toBe("role.insufficient");
    const target = { workspace: team.workspace, shiftId: added.id };
    expect(await outcome(agent.api.subscriptions.removeShift(target))).toBe("role.insufficient");
    expect(await team.api.subscriptions.removeShift(target)).toMatchObject({ userId: agent.userId });
    expect(await outcome(team.api.subscriptions.removeShift(target))).toBe("shift.not_found");
    for (const verb of ["add", "remove"]) expect(await audited(team, `shift.${verb}`)).toHaveLength(1);
  });

  test("takes active members of the workspace, at most fifty times", async () => {
    const away = await join(team, "agent", { suspendedAt: new Date() });
    const stranger = await makeTeam();
    expect(await outcome(add(away.userId))).toBe("member.not_found");
    expect(await outcome(add(stranger.ownerId))).toBe("member.not_found");
    const { workspaceId, ownerId } = team;
    await systemDb()
      .insert(onCallShifts)
      .values(Array.from({ length: 50 }, () => ({ workspaceId, id: newId(), userId: ownerId, ...shift })));
    expect(await outcome(add(ownerId))).toBe("subscription.too_many_shifts");
  });
});

test("whoever leaves the team leaves no rule, mute, setting or shift of theirs behind", async () => {
  const agent = await join(team, "agent");
  const { workspace, workspaceId } = team;
  const [shared] = await agent.api.subscriptions.list({ workspace });
  await agent.api.subscriptions.create({
    ...{ workspace, name: "Mine", audience: { kind: "member", userId: agent.userId } },
  });
  await agent.api.subscriptions.mute({ workspace, subscriptionId: shared?.id ?? "", muted: true });
  await agent.api.subscriptions.setSettings({
    ...{ workspace, timeZone: "UTC", quietFrom: null, quietUntil: null, quietDays: [] },
    ...{ digestHour: 8, mutedUntil: null },
  });
  await team.api.subscriptions.addShift({
    ...{ workspace, userId: agent.userId, days: [1], fromMinute: 0, untilMinute: 60 },
  });
  const left = async () => {
    const counts = [subscriptions, subscriptionMutes, notificationSettings, onCallShifts].map((table) =>
      systemDb().$count(table, and(eq(table.workspaceId, workspaceId), eq(table.userId, agent.userId))),
    );
    return Promise.all(counts);
  };
  expect(await left()).toEqual([1, 1, 1, 1]);
  await team.api.members.remove({ workspace, userId: agent.userId, handOverTo: null });
  expect(await left()).toEqual([0, 0, 0, 0]);
});
