import { eq } from "drizzle-orm";
import { describe, expect, test } from "vitest";
import { systemDb } from "#db/client.ts";
import { authSessions, members, users } from "#db/schema/index.ts";
import { newId } from "#server/core/ids.ts";
import { allRoles, may, permissions } from "#server/members/index.ts";
import { join, makeTeam, outcome, type Team } from "./fixtures.ts";

/** People in one statement each; `name` tells them apart. */
async function joinMany({ workspaceId }: Team, names: string[]): Promise<string[]> {
  const people = names.map((name) => ({ id: newId(), name, email: `${newId()}@example.com` }));
  await systemDb().insert(users).values(people);
  await systemDb()
    .insert(members)
    .values(people.map(({ id }) => ({ workspaceId, userId: id, role: "agent" as const })));
  return people.map(({ id }) => id);
}

async function everyPage({ api, workspace }: Team, search?: string) {
  const found: string[] = [];
  let cursor: string | undefined;
  for (let pages = 0; pages < 20; pages += 1) {
    const page = await api.members.list({ workspace, search, cursor });
    found.push(...page.members.map(({ userId }) => userId));
    if (page.nextCursor === null) return found;
    cursor = page.nextCursor;
  }
  throw new Error("The pages do not end.");
}

describe("the list", () => {
  test("has everybody once, over all pages, and nobody of another workspace", async () => {
    const [team, theirs] = [await makeTeam(), await makeTeam()];
    const made = await joinMany(
      team,
      Array.from({ length: 120 }, (_, index) => `Person ${index}`),
    );
    await joinMany(theirs, ["Stranger"]);
    const listed = await everyPage(team);
    expect(listed).toHaveLength(121);
    expect(new Set(listed)).toEqual(new Set([team.ownerId, ...made]));
  });

  test("ends after a page that is just full", async () => {
    const team = await makeTeam();
    await joinMany(
      team,
      Array.from({ length: 49 }, () => "Somebody"),
    );
    const page = await team.api.members.list({ workspace: team.workspace });
    expect(page.members).toHaveLength(50);
    expect(page.nextCursor).toBeNull();
  });

  test("takes a cursor from elsewhere for a place in the order, and no more", async () => {
    const [team, theirs] = [await makeTeam(), await makeTeam()];
    const foreign = await join(theirs, "agent");
    const page = await team.api.members.list({ workspace: team.workspace, cursor: foreign.userId });
    for (const { userId } of page.members) expect(userId).toBe(team.ownerId);
  });

  test.each([
    ["a part of the name, in any case", "SCHMI", ["Anna Schmidt"]],
    ["a Chinese name", "小明", ["王小明"]],
    ["a percent sign for itself", "100%", ["100% Ben"]],
    ["an underscore for itself", "a_b", ["a_b"]],
    ["a backslash for itself", "\\", ["back\\slash"]],
    ["what nobody has", "zzz", []],
  ])("finds %s", async (_what, search, expected) => {
    const team = await makeTeam();
    await joinMany(team, ["Anna Schmidt", "王小明", "100% Ben", "1000 Ben", "a_b", "axb", "back\\slash"]);
    const { members } = await team.api.members.list({ workspace: team.workspace, search });
    expect(members.map(({ name }) => name)).toEqual(expected);
  });

  test("finds a part of the address", async () => {
    const team = await makeTeam();
    const { members } = await team.api.members.list({
      workspace: team.workspace,
      search: team.owner.email.slice(2, 12),
    });
    expect(members.map(({ email }) => email)).toEqual([team.owner.email]);
  });
});

describe("what only managers see", () => {
  test("is there for them: restrictions, when somebody was last here, second factor", async () => {
    const team = await makeTeam();
    const agent = await join(team, "agent", { noExport: true });
    const lastSeenAt = new Date("2030-01-02T03:04:05Z");
    await systemDb().update(authSessions).set({ lastSeenAt }).where(eq(authSessions.userId, agent.userId));
    const target = { workspace: team.workspace, userId: agent.userId };
    const view = await team.api.members.get(target);
    expect(view.details).toEqual({
      restrictions: { onlyNumbers: null, assignedOnly: false, hidePhones: false, noExport: true },
      ...{ assignedChats: 0, lastSeenAt: lastSeenAt.toISOString(), hasTwoFactor: false },
    });
  });

  test("is not for the team, and members.read is not for the billing contact", async () => {
    const team = await makeTeam();
    const { workspace } = team;
    const viewer = await join(team, "viewer");
    const page = await viewer.api.members.list({ workspace });
    expect(page.members.map(({ details }) => details)).toEqual([null, null]);
    expect(page.members.filter(({ isMe }) => isMe).map(({ userId }) => userId)).toEqual([viewer.userId]);
    const billing = await join(team, "billing");
    expect(await outcome(billing.api.members.list({ workspace }))).toBe("role.insufficient");
  });
});

test("everybody can ask what they may do", async () => {
  const team = await makeTeam();
  for (const role of allRoles) {
    const { api, userId } = await join(team, role);
    const access = await api.members.myAccess({ workspace: team.workspace });
    expect(access).toMatchObject({ userId, role });
    expect(access.permissions).toEqual(permissions.filter((permission) => may(role, permission)));
  }
});
