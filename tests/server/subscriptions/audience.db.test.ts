import { eq } from "drizzle-orm";
import { beforeEach, describe, expect, test } from "vitest";
import { systemDb } from "#db/client.ts";
import {
  notificationSettings,
  onCallShifts,
  subscriptionMutes,
  subscriptions,
  workspaces,
} from "#db/schema/index.ts";
import { newId } from "#server/core/ids.ts";
import { listRules } from "#server/subscriptions/index.ts";
import { join, makeTeam, type Team } from "../members/fixtures.ts";

/** A Monday, 12:00 in UTC. */
const noon = new Date("2026-03-02T12:00:00Z");

let team: Team;
beforeEach(async () => {
  team = await makeTeam();
  await systemDb().delete(subscriptions).where(eq(subscriptions.workspaceId, team.workspaceId));
});

async function addRule(values: Partial<typeof subscriptions.$inferInsert>): Promise<string> {
  const id = newId();
  const { workspaceId } = team;
  await systemDb()
    .insert(subscriptions)
    .values({ workspaceId, id, name: "Rule", audience: "everyone", ...values });
  return id;
}

const rules = (at = noon) => listRules(systemDb(), team.workspaceId, at);
const told = async (at = noon) =>
  (await rules(at)).map(({ tellers }) => tellers.map(({ userId }) => userId).sort());

describe("a rule tells", () => {
  test("everyone who may see events and is not suspended", async () => {
    const agent = await join(team, "agent", { onlyNumbers: [newId()], assignedOnly: true });
    const viewer = await join(team, "viewer");
    await join(team, "billing");
    await join(team, "agent", { suspendedAt: new Date() });
    await addRule({});
    expect(await told()).toEqual([[team.ownerId, agent.userId, viewer.userId].sort()]);
    const [rule] = await rules();
    const restrictions = rule?.tellers.find(({ userId }) => userId === agent.userId)?.restrictions;
    expect(restrictions).toEqual({ onlyNumbers: [expect.any(String)], assignedOnly: true });
  });

  test("a member, or a role, of its own workspace only", async () => {
    const [one, two] = [await join(team, "agent"), await join(team, "agent")];
    const other = await makeTeam();
    await join(other, "agent");
    await addRule({ audience: "member", userId: one.userId });
    await addRule({ audience: "role", role: "agent" });
    const alone = [one.userId];
    const both = [one.userId, two.userId].sort();
    // Rules that were made in one millisecond come in any order.
    expect((await told()).toSorted((a, b) => a.length - b.length)).toEqual([alone, both]);
  });

  test("nobody when it is off, or the only one whom it names is suspended", async () => {
    const away = await join(team, "agent", { suspendedAt: new Date() });
    await addRule({ enabled: false });
    await addRule({ audience: "member", userId: away.userId });
    expect(await rules()).toEqual([]);
  });

  test("nobody who muted it, until that ends", async () => {
    const agent = await join(team, "agent");
    const id = await addRule({});
    const mute = { workspaceId: team.workspaceId, subscriptionId: id };
    await systemDb()
      .insert(subscriptionMutes)
      .values([
        { ...mute, userId: agent.userId, until: new Date(noon.getTime() + 1) },
        { ...mute, userId: team.ownerId },
      ]);
    expect(await told()).toEqual([]);
    expect(await told(new Date(noon.getTime() + 1))).toEqual([[agent.userId]]);
  });

  test("with what each wants, which without a word is the workspace's time zone and a digest at 8", async () => {
    await systemDb()
      .update(workspaces)
      .set({ timeZone: "Asia/Kolkata" })
      .where(eq(workspaces.id, team.workspaceId));
    const agent = await join(team, "agent");
    const settings = { timeZone: "UTC", quietFrom: 1_320, quietUntil: 420, quietDays: [7], digestHour: 6 };
    await systemDb()
      .insert(notificationSettings)
      .values({ workspaceId: team.workspaceId, userId: agent.userId, ...settings, mutedUntil: noon });
    await addRule({});
    const [rule] = await rules();
    const wants = new Map(rule?.tellers.map(({ userId, settings }) => [userId, settings]));
    expect(wants.get(agent.userId)).toEqual({ ...settings, mutedUntil: noon.toISOString() });
    expect(wants.get(team.ownerId)).toEqual({
      ...{ timeZone: "Asia/Kolkata", quietFrom: null, quietUntil: null, quietDays: [] },
      ...{ digestHour: 8, mutedUntil: null },
    });
  });
});

describe("a rule for whoever is on call", () => {
  const shift = (userId: string, fromMinute: number, untilMinute: number) =>
    systemDb()
      .insert(onCallShifts)
      .values({ workspaceId: team.workspaceId, id: newId(), userId, days: [1], fromMinute, untilMinute });

  test("goes by the workspace's clocks", async () => {
    const agent = await join(team, "agent");
    await shift(agent.userId, 17 * 60, 18 * 60);
    await addRule({ audience: "on_call" });
    expect(await told()).toEqual([[team.ownerId]]);
    await systemDb()
      .update(workspaces)
      .set({ timeZone: "Asia/Kolkata" })
      .where(eq(workspaces.id, team.workspaceId));
    expect(await told()).toEqual([[agent.userId]]);
  });

  test("tells the managers while nobody is, or whoever is may not hear", async () => {
    const admin = await join(team, "admin");
    const gone = await join(team, "agent", { suspendedAt: new Date() });
    await shift(gone.userId, 0, 1_439);
    await addRule({ audience: "on_call" });
    expect(await told()).toEqual([[team.ownerId, admin.userId].sort()]);
  });
});
