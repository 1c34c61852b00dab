import { eq } from "drizzle-orm";
import { expect, test } from "vitest";
import { systemDb } from "#db/client.ts";
import { auditEntries, members, passkeys } from "#db/schema/index.ts";
import { createCaller } from "#server/api/root.ts";
import { viewerOfSession } from "#server/auth/index.ts";
import { newId } from "#server/core/ids.ts";
import { contextOf } from "#tests/support/callers.ts";
import { makeUser, makeWorkspace } from "#tests/support/factories.ts";
import { brokenOff } from "../account/fixtures.ts";

const givePasskey = (userId: string) =>
  systemDb()
    .insert(passkeys)
    .values({
      ...{ id: newId(), userId, name: "Phone", publicKey: Buffer.from("none") },
      ...{ counter: 0, backedUp: false },
    });

async function makeTeam() {
  const workspace = await makeWorkspace();
  const agent = await makeUser();
  await systemDb()
    .insert(members)
    .values({ workspaceId: workspace.workspaceId, userId: agent.id, role: "agent" });
  return { ...workspace, agent };
}

const withFactor = async (person: Parameters<typeof contextOf>[0]) => {
  const context = await contextOf(person);
  return createCaller({ ...context, viewer: context.viewer && { ...context.viewer, hasTwoFactor: true } });
};

test("who has no second factor cannot ask for one: they would lock themselves out", async () => {
  const { owner, slug } = await makeTeam();
  const caller = createCaller(await contextOf(owner));
  const asking = caller.workspaces.setTwoFactorPolicy({ workspace: slug, required: true });
  await expect(asking).rejects.toMatchObject({ cause: { reason: "security.own_factor_first" } });
});

test("keeps everybody out who has none, tells who that is, and is written down", async () => {
  const { owner, agent, slug, workspaceId } = await makeTeam();
  await givePasskey(owner.id);
  const caller = await withFactor(owner);
  await caller.workspaces.setTwoFactorPolicy({ workspace: slug, required: true });
  await caller.workspaces.setTwoFactorPolicy({ workspace: slug, required: true });
  expect(await caller.workspaces.secondFactors({ workspace: slug })).toEqual({
    required: true,
    members: 2,
    without: 1,
    people: [{ userId: agent.id, name: agent.name, email: agent.email, role: "agent" }],
  });
  const theirs = createCaller(await contextOf(agent));
  await expect(theirs.workspaces.get({ workspace: slug })).rejects.toMatchObject({
    cause: { reason: "security.second_factor_required" },
  });
  const written = await systemDb()
    .select({ action: auditEntries.action, details: auditEntries.details })
    .from(auditEntries)
    .where(eq(auditEntries.workspaceId, workspaceId));
  expect(written.filter(({ action }) => action === "workspace.two_factor_policy")).toEqual([
    {
      action: "workspace.two_factor_policy",
      details: { before: { required: false }, after: { required: true } },
    },
  ]);
  await caller.workspaces.setTwoFactorPolicy({ workspace: slug, required: false });
  expect((await theirs.workspaces.get({ workspace: slug })).slug).toBe(slug);
});

test("ends the stream of whoever has none, at once", async () => {
  const { owner, agent, slug } = await makeTeam();
  const stream = await createCaller(await contextOf(agent)).live({ workspace: slug, after: 0 });
  const end = brokenOff(stream);
  await (await withFactor(owner)).workspaces.setTwoFactorPolicy({ workspace: slug, required: true });
  await end;
});

test("a passkey or an app counts wherever it is asked for, and another person's does not", async () => {
  const [anna, ben] = [await makeUser(), await makeUser()];
  await givePasskey(anna.id);
  const [hers, his] = [await contextOf(anna), await contextOf(ben)];
  expect(await viewerOfSession(hers.viewer?.sessionId ?? "")).toBeNull();
  expect(await viewerOfSession(his.viewer?.sessionId ?? "")).toMatchObject({ hasTwoFactor: false });
});
