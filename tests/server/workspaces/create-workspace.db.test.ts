import { and, eq } from "drizzle-orm";
import { expect, test } from "vitest";
import { systemDb } from "#db/client.ts";
import { auditEntries, workspaceKeys } from "#db/schema/index.ts";
import { createCaller } from "#server/api/root.ts";
import { DomainError } from "#server/core/errors.ts";
import {
  createWorkspace,
  findMembership,
  lastEventSeq,
  listMemberships,
  slugSchema,
  suggestSlug,
} from "#server/workspaces/index.ts";
import { callerOf, nobody } from "#tests/support/callers.ts";
import { makeUser, makeWorkspace } from "#tests/support/factories.ts";

const uniqueName = () => `Shop ${crypto.randomUUID().slice(0, 8)}`;

test("makes the maker its owner, gives it its own key, and writes it down", async () => {
  const user = await makeUser();
  const name = uniqueName();
  const made = await createWorkspace(user.id, { name, slug: await suggestSlug(name) });
  expect(await findMembership(user.id, made.slug)).toMatchObject({ ...made, role: "owner" });
  expect(await lastEventSeq(made.id)).toBe(0);
  const keys = await systemDb().select().from(workspaceKeys).where(eq(workspaceKeys.workspaceId, made.id));
  expect(keys).toHaveLength(1);
  const entries = await systemDb()
    .select()
    .from(auditEntries)
    .where(and(eq(auditEntries.workspaceId, made.id), eq(auditEntries.action, "workspace.create")));
  expect(entries).toMatchObject([{ actorKind: "member", actorId: user.id }]);
});

test("of two who want the same address at once exactly one gets it, and the other a free one to take", async () => {
  const [anna, ben] = [await makeUser(), await makeUser()];
  const slug = await suggestSlug(uniqueName());
  const results = await Promise.allSettled(
    [anna, ben].map((user) => createWorkspace(user.id, { name: "Both", slug })),
  );
  expect(results.filter(({ status }) => status === "fulfilled")).toHaveLength(1);
  const lost = results.find((result) => result.status === "rejected");
  const refusal = lost?.reason;
  expect(refusal).toBeInstanceOf(DomainError);
  expect(refusal).toMatchObject({ code: "conflict", reason: "workspace.slug_taken", params: { slug } });
  const suggestion = String(refusal.params.suggestion);
  expect(slugSchema.parse(suggestion)).toBe(suggestion);
  const [loser] = (await listMemberships(anna.id)).length === 0 ? [anna] : [ben];
  expect(await listMemberships(loser.id)).toEqual([]);
  await createWorkspace(loser.id, { name: "Both", slug: suggestion });
  expect(await listMemberships(loser.id)).toHaveLength(1);
});

test.each([
  ["医院", /^workspace-[a-z2-9]{4}$/],
  ["!!!", /^workspace-[a-z2-9]{4}$/],
  ["Admin", /^admin-team$/],
  ["IN", /^in-team$/],
  ["X", /^x-team$/],
])("suggests a good address for the name %j", async (name, expected) => {
  const slug = await suggestSlug(name);
  expect(slug).toMatch(expected);
  expect(slugSchema.parse(slug)).toBe(slug);
});

test("suggests the next free number, also for names that fill the whole length", async () => {
  const user = await makeUser();
  for (const name of [
    uniqueName(),
    `${crypto.randomUUID().slice(0, 8)} ${"long ".repeat(20)}`.slice(0, 60),
  ]) {
    const suggestions = new Set<string>();
    for (let count = 0; count < 3; count += 1) {
      const slug = await suggestSlug(name);
      expect(slugSchema.parse(slug)).toBe(slug);
      await createWorkspace(user.id, { name, slug });
      suggestions.add(slug);
    }
    expect([...suggestions].at(-1)).toMatch(/-3$/);
  }
});

test("still finds an address when all the numbers are taken", async () => {
  const user = await makeUser();
  const name = uniqueName();
  for (let count = 0; count < 31; count += 1) {
    await createWorkspace(user.id, { name, slug: await suggestSlug(name) });
  }
  const slug = await suggestSlug(name);
  expect(slug).toMatch(/-[a-z2-9]{6}$/);
  await expect(createWorkspace(user.id, { name, slug })).resolves.toMatchObject({ slug });
});

test("a stranger learns of a workspace no more than of one that does not exist", async () => {
  const { slug } = await makeWorkspace();
  const stranger = await makeUser();
  expect(await findMembership(stranger.id, slug)).toBeNull();
  const { workspaces } = await callerOf(stranger);
  const answerTo = (workspace: string) =>
    workspaces.get({ workspace }).then(
      () => null,
      ({ code, message }: { code: string; message: string }) => ({ code, message }),
    );
  const foreign = await answerTo(slug);
  expect(foreign?.code).toBe("NOT_FOUND");
  expect(await answerTo("no-such-workspace")).toEqual(foreign);
});

test("nobody who is signed out lists, names or makes workspaces", async () => {
  const { workspaces } = createCaller(nobody);
  const code = "UNAUTHORIZED";
  await expect(workspaces.list()).rejects.toMatchObject({ code });
  await expect(workspaces.suggestSlug({ name: "x" })).rejects.toMatchObject({ code });
  await expect(workspaces.create({ name: "x", slug: "xyz-shop" })).rejects.toMatchObject({ code });
  await expect(workspaces.get({ workspace: "xyz-shop" })).rejects.toMatchObject({ code });
});

test("reserved and malformed addresses are refused at the door too", async () => {
  const caller = (await callerOf(await makeUser())).workspaces;
  for (const slug of ["admin", "a", "UP PER", "../etc"]) {
    await expect(caller.create({ name: "Shop", slug })).rejects.toMatchObject({ code: "BAD_REQUEST" });
  }
  const { slug } = await caller.suggestSlug({ name: "Admin" });
  expect(slug).toMatch(/^admin-team/);
});
