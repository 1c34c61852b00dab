import { and, eq, isNull } from "drizzle-orm";
import { describe, expect, test } from "vitest";
import { systemDb } from "#db/client.ts";
import { members } from "#db/schema/index.ts";
import { audited, join, makeTeam, memberRow, outcome, type Team } from "./fixtures.ts";

const owners = ({ workspaceId }: Team) =>
  systemDb().$count(
    members,
    and(eq(members.workspaceId, workspaceId), eq(members.role, "owner"), isNull(members.suspendedAt)),
  );

/** The second of two is refused in the middle of the act, or at the door when the first was quicker than that. */
const refusals = [
  "member.rights_changed",
  "role.insufficient",
  "member.suspended",
  "workspace.not_found",
  "member.last_owner",
];

function expectOneDone(outcomes: string[]): void {
  expect(outcomes.filter((one) => one === "done")).toHaveLength(1);
  for (const one of outcomes.filter((other) => other !== "done")) expect(refusals).toContain(one);
}

/** Two owners of one team, each with the other as target. */
async function makeOwners(role: "owner" | "admin" = "owner") {
  const team = await makeTeam();
  const [anna, ben] = [await join(team, role), await join(team, role)];
  // The founder goes, so that the two are alone.
  if (role === "owner") await team.api.members.leave({ workspace: team.workspace });
  return { team, anna, ben, pairs: [[anna, ben] as const, [ben, anna] as const] };
}

describe("two at once", () => {
  const acts = {
    "demote each other": (api: Team["api"], workspace: string, userId: string) =>
      api.members.change({ workspace, userId, role: "agent" }),
    "suspend each other": (api: Team["api"], workspace: string, userId: string) =>
      api.members.suspend({ workspace, userId }),
    "remove each other": (api: Team["api"], workspace: string, userId: string) =>
      api.members.remove({ workspace, userId, handOverTo: null }),
  };
  for (const role of ["owner", "admin"] as const) {
    test.each(Object.entries(acts))(`${role}s %s: one is refused, and told why`, async (_name, act) => {
      const { team, pairs } = await makeOwners(role);
      const outcomes = await Promise.all(
        pairs.map(([actor, target]) => outcome(act(actor.api, team.workspace, target.userId))),
      );
      expectOneDone(outcomes);
      expect(await owners(team)).toBe(1);
    });
  }

  test("owners both leave: one stays", async () => {
    const { team, anna, ben } = await makeOwners();
    const { workspace } = team;
    const outcomes = await Promise.all(
      [anna, ben].map(({ api }) => outcome(api.members.leave({ workspace }))),
    );
    expect(outcomes.sort()).toEqual(["done", "member.last_owner"]);
    expect(await owners(team)).toBe(1);
  });

  test("owners, of whom one leaves while the other demotes them: an owner stays", async () => {
    const { team, anna, ben } = await makeOwners();
    const { workspace } = team;
    const outcomes = await Promise.all([
      outcome(ben.api.members.leave({ workspace })),
      outcome(anna.api.members.change({ workspace, userId: ben.userId, role: "agent" })),
    ]);
    // Whoever comes second finds somebody who is no owner, or no member, any more.
    expect(outcomes[0]).toBe("done");
    expect(["done", "member.not_found"]).toContain(outcomes[1]);
    expect(await owners(team)).toBe(1);
  });

  test("many owners all demote one another: never none", async () => {
    const team = await makeTeam();
    const people = await Promise.all([1, 2, 3, 4].map(() => join(team, "owner")));
    const { workspace } = team;
    await Promise.all(
      people.flatMap((actor) =>
        people
          .filter((target) => target !== actor)
          .map(({ userId }) => outcome(actor.api.members.change({ workspace, userId, role: "viewer" }))),
      ),
    );
    expect(await owners(team)).toBeGreaterThan(0);
  });
});

describe("the only owner", () => {
  test("may not leave, and a suspended second one does not count", async () => {
    const team = await makeTeam();
    const { workspace } = team;
    expect(await outcome(team.api.members.leave({ workspace }))).toBe("member.last_owner");
    const { userId } = await join(team, "owner");
    await team.api.members.suspend({ workspace, userId });
    expect(await outcome(team.api.members.leave({ workspace }))).toBe("member.last_owner");
    await team.api.members.resume({ workspace, userId });
    expect(await outcome(team.api.members.leave({ workspace }))).toBe("done");
  });

  test("hands the workspace over and is an admin then, who may leave", async () => {
    const team = await makeTeam();
    const { workspace } = team;
    const heir = await join(team, "agent", { assignedOnly: true });
    await team.api.members.transfer({ workspace, userId: heir.userId });
    expect(await memberRow(team, heir.userId)).toMatchObject({ role: "owner", assignedOnly: false });
    expect(await memberRow(team, team.ownerId)).toMatchObject({ role: "admin" });
    expect(await audited(team, "workspace.transfer")).toMatchObject([
      { actorId: team.ownerId, target: heir.userId },
    ]);
    expect(await outcome(team.api.members.transfer({ workspace, userId: heir.userId }))).toBe(
      "role.insufficient",
    );
    expect(await outcome(team.api.members.leave({ workspace }))).toBe("done");
    expect(await outcome(team.api.members.list({ workspace }))).toBe("workspace.not_found");
  });

  test("hands it to nobody who is suspended, nor to themselves", async () => {
    const team = await makeTeam();
    const { workspace } = team;
    const { userId } = await join(team, "admin", { suspendedAt: new Date() });
    expect(await outcome(team.api.members.transfer({ workspace, userId }))).toBe("member.not_found");
    const toSelf = team.api.members.transfer({ workspace, userId: team.ownerId });
    expect(await outcome(toSelf)).toBe("member.not_found");
    expect(await owners(team)).toBe(1);
  });

  test("hands it to two people at once: one of them gets it", async () => {
    const team = await makeTeam();
    const { workspace } = team;
    const heirs = [await join(team, "agent"), await join(team, "agent")];
    const outcomes = await Promise.all(
      heirs.map(({ userId }) => outcome(team.api.members.transfer({ workspace, userId }))),
    );
    expectOneDone(outcomes);
    expect(await owners(team)).toBe(1);
  });
});
