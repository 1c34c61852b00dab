import { asc, eq } from "drizzle-orm";
import { describe, expect, test } from "vitest";
import { systemDb } from "#db/client.ts";
import { deliveries, destinations, numbers } from "#db/schema/index.ts";
import { inTenant } from "#db/tenant.ts";
import { chooseKept, grantPlan, readFrozen } from "#server/plans/index.ts";
import { runReplay } from "#server/replays/jobs.ts";
import { received, storeEvent, takeJobs } from "#tests/server/inbox/fixtures.ts";
import { join, makeTeam, outcome } from "#tests/server/members/fixtures.ts";
import { deliver, makeDestination, makePlace, setCursor } from "#tests/server/replays/fixtures.ts";
import { makeWorkspace } from "#tests/support/factories.ts";
import { setLimits } from "#tests/support/plans.ts";
import { fitNow, frozenIn, makeNumbers, operator, toldOf } from "./fixtures.ts";

describe("numbers", () => {
  test("that are too many freeze, newest first; a second look changes nothing; more room thaws all", async () => {
    const { workspaceId } = await makeWorkspace();
    const [, second, third] = await makeNumbers(workspaceId, 3);
    await setLimits(workspaceId, { numbers: 1 });
    await fitNow(workspaceId);
    await fitNow(workspaceId);
    expect(await frozenIn(workspaceId, "numbers")).toEqual([second, third].sort());
    await setLimits(workspaceId, {});
    await Promise.all([fitNow(workspaceId), fitNow(workspaceId)]);
    expect(await frozenIn(workspaceId, "numbers")).toEqual([]);
    expect(await toldOf(workspaceId)).toEqual([
      ["billing.freeze", { count: 2, numbers: 2 }],
      ["billing.thaw", { count: 2, numbers: 2 }],
    ]);
  });

  test("stay that the owner chose, and the chooser's page says which", async () => {
    const { workspaceId } = await makeWorkspace();
    const [first, second, third] = await makeNumbers(workspaceId, 3);
    await setLimits(workspaceId, { numbers: 1 });
    await fitNow(workspaceId);
    await chooseKept(workspaceId, { limit: "numbers", ids: [third ?? ""] }, operator);
    expect(await frozenIn(workspaceId, "numbers")).toEqual([first, second].sort());
    const view = await inTenant(workspaceId, (tx) => readFrozen(tx, workspaceId));
    expect(view.numbers.limit).toBe(1);
    expect(view.numbers.items.map(({ id, frozen, kept }) => [id, frozen, kept])).toEqual([
      [first, true, false],
      [second, true, false],
      [third, false, true],
    ]);
  });

  test("are chosen beside what else is chosen, and an id of another workspace is not there", async () => {
    const [{ workspaceId }, other] = [await makeWorkspace(), await makeWorkspace()];
    const [first = "", second = ""] = await makeNumbers(workspaceId, 2);
    const [foreign = ""] = await makeNumbers(other.workspaceId, 1);
    const destination = await makeDestination(workspaceId);
    await setLimits(workspaceId, { numbers: 1 });
    await Promise.all([
      chooseKept(workspaceId, { limit: "numbers", ids: [second] }, operator),
      chooseKept(workspaceId, { limit: "destinations", ids: [destination] }, operator),
      fitNow(workspaceId),
    ]);
    expect(await frozenIn(workspaceId, "numbers")).toEqual([first]);
    const view = await inTenant(workspaceId, (tx) => readFrozen(tx, workspaceId));
    expect(view.destinations.items).toMatchObject([{ id: destination, kept: true, frozen: false }]);
    const wrong = chooseKept(workspaceId, { limit: "numbers", ids: [second, foreign] }, operator);
    await expect(wrong).rejects.toMatchObject({ reason: "number.not_found" });
  });

  test("that are not the workspace's any more take no room", async () => {
    const { workspaceId } = await makeWorkspace();
    const [first, second] = await makeNumbers(workspaceId, 2);
    await systemDb()
      .update(numbers)
      .set({ allowed: false })
      .where(eq(numbers.id, first ?? ""));
    await setLimits(workspaceId, { numbers: 1 });
    await fitNow(workspaceId);
    expect(await frozenIn(workspaceId, "numbers")).not.toContain(second);
  });
});

describe("members", () => {
  test("without a seat stay outside, and are let in again with the plan; owners never freeze", async () => {
    const team = await makeTeam();
    const { workspaceId, workspace } = team;
    const [agent, owner] = [await join(team, "agent"), await join(team, "owner")];
    await setLimits(workspaceId, { members: 1 });
    await fitNow(workspaceId);
    expect(await frozenIn(workspaceId, "members")).toEqual([agent.userId]);
    expect(await outcome(agent.api.chats.counts({ workspace }))).toBe("plan.member_frozen");
    expect(await outcome(owner.api.chats.counts({ workspace }))).toBe("done");
    await setLimits(workspaceId, {});
    await fitNow(workspaceId);
    expect(await outcome(agent.api.chats.counts({ workspace }))).toBe("done");
  });

  test("who are frozen take no seat, are given nothing to care for, and are named on the page", async () => {
    const team = await makeTeam();
    const { workspaceId, workspace, api } = team;
    const agent = await join(team, "agent");
    await setLimits(workspaceId, { members: 1 });
    await fitNow(workspaceId);
    expect((await api.invitations.list({ workspace })).seats).toEqual({ total: 1, members: 1, invited: 0 });
    expect((await api.chats.assignees({ workspace })).people.map(({ userId }) => userId)).toEqual([
      team.ownerId,
    ]);
    const { members } = await api.members.list({ workspace });
    expect(members.find(({ userId }) => userId === agent.userId)?.frozenAt).toEqual(expect.any(String));
  });

  test("who become owners have a seat", async () => {
    const team = await makeTeam();
    const agent = await join(team, "agent");
    await setLimits(team.workspaceId, { members: 1 });
    await fitNow(team.workspaceId);
    await team.api.members.change({ workspace: team.workspace, userId: agent.userId, role: "owner" });
    expect(await frozenIn(team.workspaceId, "members")).toEqual([]);
  });
});

describe("destinations", () => {
  const seqsOf = async (destinationId: string) =>
    (
      await systemDb()
        .select({ seq: deliveries.seq })
        .from(deliveries)
        .where(eq(deliveries.destinationId, destinationId))
        .orderBy(asc(deliveries.seq))
    ).map(({ seq }) => seq);
  const rowOf = async (id: string) =>
    (await systemDb().select().from(destinations).where(eq(destinations.id, id)))[0];

  test("lose nothing: what waits stays, and what came meanwhile is brought after the thaw", async () => {
    const { workspaceId, place, inboxId, events, destinationId } = await makePlace({ events: 2 });
    await deliver(place, events);
    await setLimits(workspaceId, { destinations: 0 });
    await fitNow(workspaceId);
    expect(await rowOf(destinationId)).toMatchObject({ disabledReason: "plan", frozenAt: expect.any(Date) });
    const late = await storeEvent(workspaceId, inboxId, received("s", "While it was frozen"));
    await setCursor(workspaceId, late.seq);
    expect(await seqsOf(destinationId)).toEqual([1, 2]);
    await setLimits(workspaceId, {});
    await fitNow(workspaceId);
    expect(await rowOf(destinationId)).toMatchObject({ disabledAt: null, frozenAt: null });
    for (const { payload } of await takeJobs(workspaceId, runReplay.name)) {
      await runReplay.run(runReplay.payload.parse(payload));
    }
    expect(await seqsOf(destinationId)).toEqual([1, 2, 3]);
  });

  test("that a person turned off stay off after the thaw", async () => {
    const { workspaceId } = await makeWorkspace();
    const id = await makeDestination(workspaceId, {
      ...{ disabledAt: new Date(), disabledReason: "person", disabledSeq: 0 },
    });
    await setLimits(workspaceId, { destinations: 0 });
    await fitNow(workspaceId);
    await setLimits(workspaceId, {});
    await fitNow(workspaceId);
    expect(await rowOf(id)).toMatchObject({ disabledReason: "person", frozenAt: null });
  });

  test("that are frozen cannot be turned on by hand while there is no room", async () => {
    const team = await makeTeam();
    const { workspaceId, workspace } = team;
    const destinationId = await makeDestination(workspaceId);
    await setLimits(workspaceId, { destinations: 0 });
    await fitNow(workspaceId);
    const enable = { workspace, destinationId, backlog: { kind: "skip" as const } };
    expect(await outcome(team.api.destinations.enable(enable))).toBe("plan.limit_reached_operator");
  });
});

test("rules that are too many tell nobody, and an operator's gift brings them back", async () => {
  const team = await makeTeam();
  const { workspaceId, workspace } = team;
  const filter = { events: ["message.received"] };
  await team.api.subscriptions.create({
    ...{ workspace, name: "One more", audience: { kind: "everyone" }, filter },
    ...{ inApp: true, push: false, mail: "none", urgent: false, enabled: true },
  });
  await grantPlan(workspaceId, { plan: "free", limits: { subscriptions: 3 } }, operator);
  const names = async (frozen: boolean) =>
    (await team.api.subscriptions.list({ workspace }))
      .filter((rule) => rule.frozen === frozen)
      .map(({ name }) => name);
  expect(await names(true)).toEqual(["One more"]);
  await grantPlan(workspaceId, { plan: "pro", limits: {} }, operator);
  expect(await names(true)).toEqual([]);
  expect((await toldOf(workspaceId)).map(([action]) => action)).toEqual([
    ...["billing.grant", "billing.freeze", "billing.grant", "billing.thaw"],
  ]);
});
