import { eq } from "drizzle-orm";
import { expect, test } from "vitest";
import { systemDb } from "#db/client.ts";
import { auditEntries, members } from "#db/schema/index.ts";
import { callerOf } from "#tests/support/callers.ts";
import { makeUser, makeWorkspace } from "#tests/support/factories.ts";

test("a refusal is written down, by the door's word or the verb's, once a minute", async () => {
  const { workspaceId, slug: workspace, owner } = await makeWorkspace();
  const admin = await makeUser();
  await systemDb().insert(members).values({ workspaceId, userId: admin.id, role: "admin" });
  const api = await callerOf(admin);
  for (let time = 0; time < 3; time += 1) {
    await expect(api.members.suspend({ workspace, userId: owner.id })).rejects.toMatchObject({
      code: "FORBIDDEN",
    });
    await expect(api.workspaces.undoDelete({ workspace })).rejects.toMatchObject({ code: "FORBIDDEN" });
  }
  const entries = await systemDb()
    .select({ action: auditEntries.action, actorId: auditEntries.actorId, details: auditEntries.details })
    .from(auditEntries)
    .where(eq(auditEntries.outcome, "refused"))
    .orderBy(auditEntries.seq);
  const refusedOnce = (action: string, reason: string) => ({
    action,
    actorId: admin.id,
    details: { reason },
  });
  expect(entries).toEqual([
    refusedOnce("members.manage", "member.owners_only"),
    refusedOnce("workspace.delete", "role.insufficient"),
  ]);
});
