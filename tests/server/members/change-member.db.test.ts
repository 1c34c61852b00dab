import { eq } from "drizzle-orm";
import { describe, expect, test } from "vitest";
import { systemDb, systemSql } from "#db/client.ts";
import { numbers } from "#db/schema/index.ts";
import { newId } from "#server/core/ids.ts";
import { unrestricted } from "#server/members/index.ts";
import { callerOf } from "#tests/support/callers.ts";
import { makeConnectedNumber, makeUser } from "#tests/support/factories.ts";
import { audited, join, makeTeam, memberRow, outcome } from "./fixtures.ts";

describe("a role", () => {
  test("is changed by an owner, and the audit has before and after", async () => {
    const team = await makeTeam();
    const { workspace } = team;
    const { userId } = await join(team, "viewer");
    await team.api.members.change({ workspace, userId, role: "agent" });
    expect(await memberRow(team, userId)).toMatchObject({ role: "agent" });
    const [entry] = await audited(team, "member.change");
    expect(entry).toMatchObject({
      actorKind: "member",
      actorId: team.ownerId,
      target: userId,
      details: { before: { role: "viewer", ...unrestricted }, after: { role: "agent", ...unrestricted } },
    });
  });

  test("that is the same already is no change", async () => {
    const team = await makeTeam();
    const { userId } = await join(team, "viewer");
    await team.api.members.change({ workspace: team.workspace, userId, role: "viewer" });
    expect(await audited(team, "member.change")).toEqual([]);
  });

  test("that is raised is told to the person by mail; one that is lowered is not", async () => {
    const team = await makeTeam();
    const { workspace } = team;
    const { userId } = await join(team, "viewer");
    const mails = () =>
      systemSql()`select payload::text as payload from graphile_worker._private_jobs
        where payload::text like ${`%${userId}%`}`;
    await team.api.members.change({ workspace, userId, role: "admin" });
    expect(await mails()).toHaveLength(1);
    await team.api.members.change({ workspace, userId, role: "agent" });
    expect(await mails()).toHaveLength(1);
  });

  test("of an owner is no business of an admin, nor is making one", async () => {
    const team = await makeTeam();
    const { workspace } = team;
    const admin = await join(team, "admin");
    const { userId } = await join(team, "agent");
    const { change, suspend, remove } = admin.api.members;
    const owner = { workspace, userId: team.ownerId };
    expect(await outcome(change({ ...owner, role: "viewer" }))).toBe("member.owners_only");
    expect(await outcome(suspend(owner))).toBe("member.owners_only");
    expect(await outcome(remove({ ...owner, handOverTo: null }))).toBe("member.owners_only");
    expect(await outcome(change({ workspace, userId, role: "owner" }))).toBe("member.owners_only");
    expect(await outcome(change({ workspace, userId, role: "admin" }))).toBe("done");
    expect(await memberRow(team, team.ownerId)).toMatchObject({ role: "owner", suspendedAt: null });
  });

  test("of one's own is changed by nobody", async () => {
    const team = await makeTeam();
    const { workspace } = team;
    const admin = await join(team, "admin");
    for (const { api, userId } of [admin, { api: team.api, userId: team.ownerId }]) {
      expect(await outcome(api.members.change({ workspace, userId, role: "viewer" }))).toBe("member.self");
      expect(await outcome(api.members.suspend({ workspace, userId }))).toBe("member.self");
      expect(await outcome(api.members.remove({ workspace, userId, handOverTo: null }))).toBe("member.self");
    }
  });

  test("is given to nobody of another workspace, and to nobody at all", async () => {
    const [ours, theirs] = [await makeTeam(), await makeTeam()];
    const foreign = await join(theirs, "agent");
    for (const userId of [foreign.userId, newId(), "'; drop table members"]) {
      const target = { workspace: ours.workspace, userId };
      const { change, suspend, resume, remove, transfer, get } = ours.api.members;
      expect(await outcome(change({ ...target, role: "viewer" }))).toBe("member.not_found");
      expect(await outcome(suspend(target))).toBe("member.not_found");
      expect(await outcome(resume(target))).toBe("member.not_found");
      expect(await outcome(remove({ ...target, handOverTo: null }))).toBe("member.not_found");
      expect(await outcome(transfer(target))).toBe("member.not_found");
      expect(await outcome(get(target))).toBe("member.not_found");
    }
    expect(await memberRow(theirs, foreign.userId)).toMatchObject({ role: "agent", suspendedAt: null });
  });

  test("is changed only by somebody who proved a moment ago that it is them", async () => {
    const team = await makeTeam();
    const { userId } = await join(team, "viewer");
    const stale = await callerOf(team.owner, { viewer: { ...(await staleViewer(team.owner)) } });
    const act = stale.members.change({ workspace: team.workspace, userId, role: "admin" });
    expect(await outcome(act)).toBe("auth.confirm_first");
    expect(await memberRow(team, userId)).toMatchObject({ role: "viewer" });
  });
});

async function staleViewer(person: { id: string; email: string; name: string | null }) {
  const { contextOf } = await import("#tests/support/callers.ts");
  const { viewer } = await contextOf(person);
  if (!viewer) throw new Error("A person who signed in is nobody.");
  return { ...viewer, confirmedAt: new Date(Date.now() - 3_600_000) };
}

describe("restrictions", () => {
  const onlyAssigned = { ...unrestricted, assignedOnly: true };

  test("are for agents and viewers, and end with a promotion", async () => {
    const team = await makeTeam();
    const { workspace } = team;
    const { userId } = await join(team, "agent");
    const { change } = team.api.members;
    for (const role of ["owner", "admin", "billing"] as const) {
      const refused = change({ workspace, userId, role, restrictions: onlyAssigned });
      expect(await outcome(refused)).toBe("member.not_restrictable");
    }
    await change({ workspace, userId, role: "agent", restrictions: onlyAssigned });
    await change({ workspace, userId, role: "viewer" });
    expect(await memberRow(team, userId)).toMatchObject({ role: "viewer", assignedOnly: true });
    await change({ workspace, userId, role: "admin" });
    expect(await memberRow(team, userId)).toMatchObject({ role: "admin", assignedOnly: false });
  });

  test("name only numbers that the workspace may use", async () => {
    const [team, theirs] = [await makeTeam(), await makeTeam()];
    const { workspace } = team;
    const { userId } = await join(team, "agent");
    const { numberId } = await makeConnectedNumber(team.workspaceId);
    const foreign = await makeConnectedNumber(theirs.workspaceId);
    const restrictTo = (...onlyNumbers: string[]) =>
      team.api.members.change({
        ...{ workspace, userId, role: "agent" },
        restrictions: { ...unrestricted, onlyNumbers },
      });
    expect(await outcome(restrictTo(foreign.numberId))).toBe("number.not_found");
    expect(await outcome(restrictTo(numberId, foreign.numberId))).toBe("number.not_found");
    await restrictTo(numberId, numberId);
    expect(await memberRow(team, userId)).toMatchObject({ onlyNumbers: [numberId] });
    await systemDb().update(numbers).set({ allowed: false }).where(eq(numbers.id, numberId));
    expect(await outcome(restrictTo(numberId))).toBe("number.not_found");
    await expect(restrictTo()).rejects.toMatchObject({ code: "BAD_REQUEST" });
  });

  test("hold from the next call on", async () => {
    const team = await makeTeam();
    const { workspace } = team;
    const agent = await join(team, "agent");
    const first = await makeConnectedNumber(team.workspaceId);
    expect(await agent.api.numbers.list({ workspace })).toHaveLength(1);
    await team.api.members.change({
      ...{ workspace, userId: agent.userId, role: "agent" },
      restrictions: { ...unrestricted, onlyNumbers: [first.numberId] },
    });
    await makeNumberBeside(team.workspaceId, first.connectionId);
    expect(await agent.api.numbers.list({ workspace })).toHaveLength(1);
    expect(await team.api.numbers.list({ workspace })).toHaveLength(2);
  });
});

async function makeNumberBeside(workspaceId: string, connectionId: string): Promise<void> {
  await systemDb()
    .insert(numbers)
    .values({
      ...{ workspaceId, id: newId(), connectionId, sessionId: newId(), name: "Other desk" },
      ...{ status: "working", statusAt: new Date(), allowed: true },
    });
}

describe("an operator at the command line", () => {
  test("may do what an owner may, but not take the last owner away", async () => {
    const { changeMember } = await import("#server/members/change-member.ts");
    const team = await makeTeam();
    const { userId } = await join(team, "agent");
    const operator = { kind: "operator" } as const;
    const demote = () => changeMember(team.workspaceId, { userId: team.ownerId, role: "admin" }, operator);
    await expect(demote()).rejects.toMatchObject({ reason: "member.last_owner" });
    await changeMember(team.workspaceId, { userId, role: "owner" }, operator);
    await demote();
    expect(await memberRow(team, team.ownerId)).toMatchObject({ role: "admin" });
  });
});

test("a stranger learns nothing of members", async () => {
  const team = await makeTeam();
  const { members } = await callerOf(await makeUser());
  const target = { workspace: team.workspace, userId: team.ownerId };
  expect(await outcome(members.get(target))).toBe("workspace.not_found");
  expect(await outcome(members.list({ workspace: team.workspace }))).toBe("workspace.not_found");
});
