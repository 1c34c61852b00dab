import { and, eq, inArray } from "drizzle-orm";
import { expect, test } from "vitest";
import { systemDb } from "#db/client.ts";
import { auditEntries, members, workspaces } from "#db/schema/index.ts";
import { readDeletion } from "#server/workspaces/index.ts";
import { purgeDue } from "#server/workspaces/jobs.ts";
import { purgeWorkspace } from "#server/workspaces/purge-workspace.ts";
import { callerOf, contextOf } from "#tests/support/callers.ts";
import { makeUser, makeWorkspace } from "#tests/support/factories.ts";

const dayMs = 24 * 60 * 60 * 1000;

async function makeOffice() {
  const place = await makeWorkspace("Office");
  const caller = await callerOf(place.owner);
  return { ...place, workspaces: caller.workspaces, inboxes: caller.inboxes, workspace: place.slug };
}

const deleteAtOf = async (workspaceId: string) => {
  const [row] = await systemDb().select().from(workspaces).where(eq(workspaces.id, workspaceId));
  return row?.deleteAt;
};

const setDeleteAt = (workspaceId: string, deleteAt: Date) =>
  systemDb().update(workspaces).set({ deleteAt }).where(eq(workspaces.id, workspaceId));

const auditedIn = async (workspaceId: string) => {
  const actions = ["workspace.delete", "workspace.undo_delete"];
  const entries = await systemDb()
    .select({ action: auditEntries.action })
    .from(auditEntries)
    .where(and(eq(auditEntries.workspaceId, workspaceId), inArray(auditEntries.action, actions)));
  return entries.map(({ action }) => action).sort();
};

test("a workspace goes in a week, everything works until then, and it can be kept after all", async () => {
  const { workspaces, workspace, workspaceId, inboxes, owner } = await makeOffice();
  const before = Date.now();
  await workspaces.delete({ workspace, name: " Office " });
  const deleteAt = (await deleteAtOf(workspaceId))?.getTime() ?? 0;
  expect(deleteAt).toBeGreaterThanOrEqual(before + 7 * dayMs);
  expect(deleteAt).toBeLessThanOrEqual(Date.now() + 7 * dayMs);
  const at = new Date(deleteAt).toISOString();
  expect(await workspaces.settings({ workspace })).toMatchObject({ deletion: { at, by: owner.name } });
  await purgeDue.run({});
  await purgeWorkspace(workspaceId);
  expect(await inboxes.create({ workspace, name: "Still works", unsigned: false })).toBeTruthy();

  await workspaces.undoDelete({ workspace });
  await workspaces.undoDelete({ workspace });
  expect(await workspaces.settings({ workspace })).toMatchObject({ deletion: null });
  expect(await auditedIn(workspaceId)).toEqual(["workspace.delete", "workspace.undo_delete"]);
});

test("deleting twice, also at once, does not put the day off", async () => {
  const { workspaces, workspace, workspaceId } = await makeOffice();
  await Promise.all([1, 2, 3].map(() => workspaces.delete({ workspace, name: "Office" })));
  const first = await deleteAtOf(workspaceId);
  await workspaces.delete({ workspace, name: "Office" });
  expect(await deleteAtOf(workspaceId)).toEqual(first);
  expect(await auditedIn(workspaceId)).toEqual(["workspace.delete"]);
});

test.each(["", "office", "Office 2", "*"])("the name %j deletes nothing", async (name) => {
  const { workspaces, workspace, workspaceId } = await makeOffice();
  await expect(workspaces.delete({ workspace, name })).rejects.toMatchObject({
    ...{ code: "BAD_REQUEST", cause: { reason: "workspace.name_differs" } },
  });
  expect(await deleteAtOf(workspaceId)).toBeNull();
});

test("deletion is for an owner who has lately shown that it is them; undo is for an owner", async () => {
  const { workspaces, workspace, workspaceId, owner } = await makeOffice();
  const { viewer } = await contextOf(owner);
  const stale = viewer && { ...viewer, confirmedAt: new Date(Date.now() - 3_600_000) };
  const old = await callerOf(owner, { viewer: stale });
  await expect(old.workspaces.delete({ workspace, name: "Office" })).rejects.toMatchObject({
    cause: { reason: "auth.confirm_first" },
  });
  const admin = await makeUser();
  await systemDb().insert(members).values({ workspaceId, userId: admin.id, role: "admin" });
  const asAdmin = await callerOf(admin);
  await expect(asAdmin.workspaces.delete({ workspace, name: "Office" })).rejects.toMatchObject({
    code: "FORBIDDEN",
  });
  await workspaces.delete({ workspace, name: "Office" });
  await expect(asAdmin.workspaces.undoDelete({ workspace })).rejects.toMatchObject({ code: "FORBIDDEN" });
  await old.workspaces.undoDelete({ workspace });
  expect(await deleteAtOf(workspaceId)).toBeNull();
});

test("who wanted it is not told once they are no member any more", async () => {
  const { workspaces, workspace, workspaceId, ownerId } = await makeOffice();
  await workspaces.delete({ workspace, name: "Office" });
  const deleteAt = (await deleteAtOf(workspaceId)) ?? null;
  const owner = and(eq(members.workspaceId, workspaceId), eq(members.userId, ownerId));
  await systemDb().delete(members).where(owner);
  expect(await readDeletion({ id: workspaceId, deleteAt })).toMatchObject({ by: null });
});

test("of an undo and a purge at the same moment one wins, and a kept workspace keeps its keys", async () => {
  for (let round = 0; round < 12; round += 1) {
    const { workspaces, workspace, workspaceId, inboxes } = await makeOffice();
    const { id: inboxId } = await inboxes.create({ workspace, name: "Sealed", unsigned: false });
    await setDeleteAt(workspaceId, new Date(Date.now() + 3 * round));
    const purges = Array.from({ length: 4 }, async (_, index) => {
      await new Promise((resolve) => setTimeout(resolve, 3 * index));
      await purgeWorkspace(workspaceId);
    });
    const [undo] = await Promise.allSettled([workspaces.undoDelete({ workspace }), ...purges]);
    const kept = (await deleteAtOf(workspaceId)) === null;
    expect(undo.status).toBe(kept ? "fulfilled" : "rejected");
    if (kept)
      expect(await inboxes.showUrl({ workspace, inboxId })).toMatchObject({ url: expect.any(String) });
    else expect(await deleteAtOf(workspaceId)).toBeUndefined();
  }
});
