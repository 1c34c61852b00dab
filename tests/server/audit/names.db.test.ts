import { eq } from "drizzle-orm";
import { expect, test } from "vitest";
import { systemDb } from "#db/client.ts";
import { members } from "#db/schema/index.ts";
import { inTenant } from "#db/tenant.ts";
import { record } from "#server/audit/index.ts";
import { namesOf } from "#server/audit/names.ts";
import { makeUser, makeWorkspace } from "#tests/support/factories.ts";

test("people who have left keep their names in the log; who never was a member has none", async () => {
  const { workspaceId, owner } = await makeWorkspace();
  const other = await makeWorkspace();
  const [gone, stranger] = [await makeUser(), await makeUser()];
  const actor = { kind: "member", userId: gone.id } as const;
  await systemDb().insert(members).values({ workspaceId, userId: gone.id, role: "agent" });
  await record(systemDb(), { workspaceId, actor, action: "member.join", target: gone.id });
  await systemDb().delete(members).where(eq(members.userId, gone.id));
  const ids = [owner.id, gone.id, stranger.id, other.ownerId];
  const names = await inTenant(workspaceId, (tx) => namesOf(tx, workspaceId, ids));
  expect(Object.fromEntries(names)).toEqual({ [owner.id]: owner.name, [gone.id]: gone.name });
  const elsewhere = await inTenant(other.workspaceId, (tx) => namesOf(tx, other.workspaceId, ids));
  expect([...elsewhere.keys()]).toEqual([other.ownerId]);
});
