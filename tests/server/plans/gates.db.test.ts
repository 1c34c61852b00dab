import { eq } from "drizzle-orm";
import { describe, expect, test } from "vitest";
import { systemDb } from "#db/client.ts";
import { billingAccounts, dataExports, events, workspaces } from "#db/schema/index.ts";
import { newId } from "#server/core/ids.ts";
import { keepToRetention } from "#server/data/jobs.ts";
import { beginReplay, countReplay } from "#server/replays/ask-replay.ts";
import { makeEvents } from "#tests/server/data/fixtures.ts";
import { join, makeTeam, outcome } from "#tests/server/members/fixtures.ts";
import { makePlace } from "#tests/server/replays/fixtures.ts";
import { makeInbox, makeWorkspace } from "#tests/support/factories.ts";
import { setLimits, setPlan } from "#tests/support/plans.ts";
import { makeNumbers, operator } from "./fixtures.ts";

const dayMs = 24 * 3_600_000;
const daysAgo = (days: number) => new Date(Date.now() - days * dayMs);

describe("a number", () => {
  test("is not made at MoltFlow when the plan has no room", async () => {
    const { workspaceId, workspace, api } = await makeTeam();
    await makeNumbers(workspaceId, 2);
    await setLimits(workspaceId, { numbers: 2 });
    // Nobody listens at this connection's address: whoever called MoltFlow would fail otherwise.
    expect(await outcome(api.numbers.create({ workspace, name: "Third" }))).toBe(
      "plan.limit_reached_operator",
    );
  });

  test("that MoltFlow's own plan does not allow is refused in its name", async () => {
    const { workspaceId, workspace, api } = await makeTeam();
    await makeNumbers(workspaceId, 5);
    expect(await outcome(api.numbers.create({ workspace, name: "Sixth" }))).toBe(
      "plan.limit_reached_moltflow",
    );
  });
});

describe("exports", () => {
  test("are counted by the month of UTC; one that failed and last month's count nothing", async () => {
    const { workspaceId, workspace, api } = await makeTeam();
    await setPlan(workspaceId, "free");
    const row = { workspaceId, kind: "workspace" as const, format: "json" as const };
    const firstOfMonth = new Date(Date.UTC(new Date().getUTCFullYear(), new Date().getUTCMonth(), 1));
    await systemDb()
      .insert(dataExports)
      .values([
        { ...row, id: newId(), state: "ready", createdAt: new Date(firstOfMonth.getTime() - 1) },
        { ...row, id: newId(), state: "failed" },
        { ...row, id: newId(), state: "ready", createdAt: firstOfMonth },
      ]);
    const begin = () => outcome(api.data.exportWorkspace({ workspace, format: "json" }));
    expect(await begin()).toBe("done");
    await systemDb().update(dataExports).set({ state: "ready" }).where(eq(dataExports.state, "queued"));
    expect(await begin()).toBe("plan.limit_reached_plan");
  });
});

describe("a replay", () => {
  test("reaches no further back than the plan", async () => {
    const { workspaceId, place, events: stored } = await makePlace({ events: 3 });
    const [old] = stored;
    await systemDb()
      .update(events)
      .set({ receivedAt: daysAgo(5) })
      .where(eq(events.id, old?.id ?? ""));
    await setPlan(workspaceId, "free");
    const since = { kind: "since" as const, since: daysAgo(30).toISOString() };
    expect(await countReplay(workspaceId, { ...place, selection: since })).toMatchObject({ total: 2 });
    const named = { kind: "events" as const, eventIds: stored.map(({ id }) => id) };
    const { total } = await beginReplay(
      workspaceId,
      { ...place, selection: named, ratePerSecond: 5 },
      operator,
    );
    expect(total).toBe(2);
    const only = { kind: "events" as const, eventIds: [old?.id ?? ""] };
    await expect(
      beginReplay(workspaceId, { ...place, selection: only, ratePerSecond: 5 }, operator),
    ).rejects.toMatchObject({ reason: "plan.replay_window", params: { days: 3 } });
    await setPlan(workspaceId, "starter");
    expect(await countReplay(workspaceId, { ...place, selection: since })).toMatchObject({ total: 3 });
  });
});

describe("what is kept", () => {
  const left = async (workspaceId: string) => systemDb().$count(events, eq(events.workspaceId, workspaceId));
  async function makeOld() {
    const { workspaceId } = await makeWorkspace();
    const inbox = await makeInbox(workspaceId, { secret: null });
    await makeEvents(
      workspaceId,
      inbox.id,
      [40, 20, 2].map((days) => ({ receivedAt: daysAgo(days) })),
    );
    return workspaceId;
  }
  const setSpans = (workspaceId: string, spans: (typeof billingAccounts.$inferSelect)["spans"]) =>
    systemDb().update(billingAccounts).set({ spans }).where(eq(billingAccounts.workspaceId, workspaceId));

  test("goes as the plan says, a month after it became a smaller one, and as the workspace says at once", async () => {
    const workspaceId = await makeOld();
    await setPlan(workspaceId, "free");
    await setSpans(workspaceId, { eventsKeptDays: { days: 90 }, auditKeptDays: { days: 365 } });
    await keepToRetention.run(null);
    expect(await left(workspaceId)).toBe(3);
    await systemDb().update(workspaces).set({ eventsKeptDays: 30 }).where(eq(workspaces.id, workspaceId));
    await keepToRetention.run(null);
    expect(await left(workspaceId)).toBe(2);
    const over = { days: 7, before: 90, beforeUntil: daysAgo(1).toISOString() };
    await setSpans(workspaceId, { eventsKeptDays: over, auditKeptDays: { days: 30 } });
    await keepToRetention.run(null);
    expect(await left(workspaceId)).toBe(1);
  });

  test("stays where nothing is sold, however old", async () => {
    const workspaceId = await makeOld();
    await keepToRetention.run(null);
    expect(await left(workspaceId)).toBe(3);
  });
});

test("whoever may add something is told how full it is, and nobody else", async () => {
  const team = await makeTeam();
  const { workspace } = team;
  const { room } = await team.api.billing.room({ workspace });
  expect(room.members).toEqual({ used: 1, value: 500, from: "plan" });
  const agent = await join(team, "agent");
  expect(Object.keys((await agent.api.billing.room({ workspace })).room)).toEqual(["subscriptions"]);
});
