import { eq } from "drizzle-orm";
import { expect, test } from "vitest";
import { systemDb } from "#db/client.ts";
import { auditEntries, authSessions, members } from "#db/schema/index.ts";
import type { Role } from "#server/members/roles.ts";
import { callerOf, contextOf } from "#tests/support/callers.ts";
import { makeUser, makeWorkspace } from "#tests/support/factories.ts";

async function makeTeam() {
  const { workspaceId, slug, owner } = await makeWorkspace();
  const join = async (role: Role) => {
    const person = await makeUser();
    await systemDb().insert(members).values({ workspaceId, userId: person.id, role });
    return person;
  };
  return { workspaceId, slug, owner, admin: await join("admin"), agent: await join("agent") };
}

const sessionsOf = (userId: string) => systemDb().$count(authSessions, eq(authSessions.userId, userId));

test("a member's browsers are all signed out, nobody else's, and it is written down", async () => {
  const { workspaceId, slug, admin, agent } = await makeTeam();
  await contextOf(agent);
  await contextOf(agent);
  const api = await callerOf(admin);
  const target = { workspace: slug, userId: agent.id };
  expect(await api.members.endSessions(target)).toEqual({ ended: 2 });
  expect([await sessionsOf(agent.id), await sessionsOf(admin.id)]).toEqual([0, 1]);
  const entries = await systemDb()
    .select()
    .from(auditEntries)
    .where(eq(auditEntries.action, "member.end_sessions"));
  expect(entries).toMatchObject([
    { workspaceId, target: agent.id, actorId: admin.id, details: { sessions: 2 } },
  ]);
  expect(await api.members.endSessions(target)).toEqual({ ended: 0 });
});

test("an admin signs no owner out, nobody a stranger, and nobody themselves", async () => {
  const { slug: workspace, owner, admin } = await makeTeam();
  await contextOf(owner);
  const stranger = await makeUser();
  await contextOf(stranger);
  const api = await callerOf(admin);
  const refused = (userId: string, reason: string) =>
    expect(api.members.endSessions({ workspace, userId })).rejects.toMatchObject({ cause: { reason } });
  await refused(owner.id, "member.owners_only");
  await refused(stranger.id, "member.not_found");
  await refused(admin.id, "member.self");
  expect([await sessionsOf(owner.id), await sessionsOf(stranger.id)]).toEqual([1, 1]);
});
