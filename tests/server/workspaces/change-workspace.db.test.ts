import { randomBytes } from "node:crypto";
import { and, eq, like } from "drizzle-orm";
import { expect, test } from "vitest";
import { systemDb } from "#db/client.ts";
import { auditEntries, members, workspaceSlugs } from "#db/schema/index.ts";
import { createWorkspace, findMembership, slugSchema } from "#server/workspaces/index.ts";
import { callerOf } from "#tests/support/callers.ts";
import { makeUser, makeWorkspace } from "#tests/support/factories.ts";

const freshSlug = () => `slug-${randomBytes(6).toString("hex")}`;

async function makeOffice() {
  const place = await makeWorkspace("Office");
  const { workspaces } = await callerOf(place.owner);
  return { ...place, workspaces, workspace: place.slug };
}

const auditOf = (workspaceId: string, action: string) =>
  systemDb()
    .select({ details: auditEntries.details, actorId: auditEntries.actorId })
    .from(auditEntries)
    .where(and(eq(auditEntries.workspaceId, workspaceId), like(auditEntries.action, action)));

const refusalOf = (attempt: Promise<unknown>) =>
  attempt.then(
    () => null,
    (error: { cause?: unknown }) => error.cause,
  );

test("name, time zone and language change, and the audit has before and after of what changed", async () => {
  const { workspaces, workspace, workspaceId, ownerId } = await makeOffice();
  await workspaces.update({ workspace, name: "  Praxis Nord ", timeZone: "Europe/Berlin" });
  await workspaces.update({ workspace, locale: "zh-CN" });
  expect(await workspaces.settings({ workspace })).toMatchObject({
    ...{ name: "Praxis Nord", timeZone: "Europe/Berlin", locale: "zh-CN" },
  });
  expect(await auditOf(workspaceId, "workspace.update")).toEqual([
    {
      actorId: ownerId,
      details: {
        before: { name: "Office", timeZone: "UTC" },
        after: { name: "Praxis Nord", timeZone: "Europe/Berlin" },
      },
    },
    { actorId: ownerId, details: { before: { locale: null }, after: { locale: "zh-CN" } } },
  ]);
});

test("what is the same already leaves no trace", async () => {
  const { workspaces, workspace, workspaceId } = await makeOffice();
  await workspaces.update({ workspace, name: "Office", timeZone: "UTC", locale: null });
  await workspaces.update({ workspace });
  await workspaces.changeSlug({ workspace, slug: workspace });
  expect(await auditOf(workspaceId, "workspace.%")).toHaveLength(1);
});

test.each([
  { name: "   " },
  { name: "x".repeat(61) },
  { timeZone: "Mars/Olympus" },
  { timeZone: "+02:00" },
  { timeZone: "" },
  { timeZone: "UTC; drop table workspaces" },
  { locale: "de" as "en" },
])("refuses %j", async (change) => {
  const { workspaces, workspace } = await makeOffice();
  await expect(workspaces.update({ workspace, ...change })).rejects.toMatchObject({ code: "BAD_REQUEST" });
  expect(await workspaces.settings({ workspace })).toMatchObject({ name: "Office", timeZone: "UTC" });
});

test("a former address leads to the workspace, and only its own workspace takes it back", async () => {
  const { workspaces, workspace: first, workspaceId, ownerId } = await makeOffice();
  const second = freshSlug();
  expect(await workspaces.changeSlug({ workspace: first, slug: second })).toEqual({ slug: second });
  expect(await findMembership(ownerId, first)).toMatchObject({ id: workspaceId, slug: second });
  expect(await workspaces.settings({ workspace: first })).toMatchObject({
    ...{ slug: second, formerSlugs: [first] },
  });

  const other = await makeOffice();
  for (const slug of [first, second]) {
    const refusal = await refusalOf(other.workspaces.changeSlug({ workspace: other.slug, slug }));
    expect(refusal).toMatchObject({ code: "conflict", reason: "workspace.slug_taken", params: { slug } });
    await expect(createWorkspace(other.ownerId, { name: "Thief", slug })).rejects.toMatchObject({
      reason: "workspace.slug_taken",
    });
  }
  expect(await other.workspaces.settings({ workspace: other.slug })).toMatchObject({ formerSlugs: [] });

  await workspaces.changeSlug({ workspace: second, slug: first });
  expect(await workspaces.settings({ workspace: second })).toMatchObject({
    ...{ slug: first, formerSlugs: [second] },
  });
});

test("of many who want one address at once, changing to it or making it, exactly one gets it", async () => {
  const offices = await Promise.all(Array.from({ length: 4 }, makeOffice));
  const newcomer = await makeUser();
  const slug = freshSlug();
  const attempts = await Promise.allSettled([
    ...offices.map(({ workspaces, workspace }) => workspaces.changeSlug({ workspace, slug })),
    createWorkspace(newcomer.id, { name: "New", slug }),
  ]);
  const reasons = attempts.flatMap((attempt) => (attempt.status === "rejected" ? [attempt.reason] : []));
  expect(reasons).toHaveLength(4);
  for (const reason of reasons) {
    const refusal = reason.cause ?? reason;
    expect(refusal).toMatchObject({ code: "conflict", reason: "workspace.slug_taken" });
    const suggestion = String(refusal.params.suggestion);
    expect(slugSchema.parse(suggestion)).toBe(suggestion);
  }
  const holders = await systemDb().select().from(workspaceSlugs).where(eq(workspaceSlugs.slug, slug));
  expect(holders).toHaveLength(1);
  for (const { workspaces, workspace, workspaceId } of offices) {
    const { slug: present, formerSlugs } = await workspaces.settings({ workspace });
    const won = holders[0]?.workspaceId === workspaceId;
    expect([present, ...formerSlugs]).toEqual(won ? [slug, workspace] : [workspace]);
  }
});

test("the address changes five times a day at most; tries at taken ones do not count", async () => {
  const { workspaces, workspace } = await makeOffice();
  const taken = await makeOffice();
  for (let round = 0; round < 5; round += 1) {
    await refusalOf(workspaces.changeSlug({ workspace, slug: taken.slug }));
    await workspaces.changeSlug({ workspace, slug: freshSlug() });
  }
  const slug = freshSlug();
  expect(await refusalOf(workspaces.changeSlug({ workspace, slug }))).toMatchObject({
    ...{ code: "limited", reason: "workspace.slug_changes", params: { hours: 24 } },
  });
  await expect(createWorkspace((await makeUser()).id, { name: "Free", slug })).resolves.toMatchObject({
    slug,
  });
});

test("reserved and malformed addresses are refused", async () => {
  const { workspaces, workspace } = await makeOffice();
  for (const slug of ["suspended", "account", "invite", "workspaces", "..", "a b", "ünï"]) {
    await expect(workspaces.changeSlug({ workspace, slug })).rejects.toMatchObject({ code: "BAD_REQUEST" });
  }
});

test("who may not change the workspace changes nothing, and reads its settings all the same", async () => {
  const { workspaceId, workspace } = await makeOffice();
  const agent = await makeUser();
  await systemDb().insert(members).values({ workspaceId, userId: agent.id, role: "agent" });
  const { workspaces } = await callerOf(agent);
  const attempts = [
    () => workspaces.update({ workspace, name: "Mine" }),
    () => workspaces.changeSlug({ workspace, slug: freshSlug() }),
    () => workspaces.removePicture({ workspace }),
    () => workspaces.delete({ workspace, name: "Office" }),
    () => workspaces.undoDelete({ workspace }),
  ];
  for (const attempt of attempts) await expect(attempt()).rejects.toMatchObject({ code: "FORBIDDEN" });
  expect(await workspaces.settings({ workspace })).toMatchObject({ name: "Office", deletion: null });
});
