import { eq } from "drizzle-orm";
import { beforeEach, expect, test } from "vitest";
import { systemDb, systemSql } from "#db/client.ts";
import { apiTokens } from "#db/schema/index.ts";
import { hintOf } from "#server/tokens/format.ts";
import { callerOf } from "#tests/support/callers.ts";
import { makeWorkspace } from "#tests/support/factories.ts";
import { good, join, makeToken, makeWorkspaceToken, tryToken, type Workspace } from "./fixtures.ts";

let workspace: Workspace;
beforeEach(async () => {
  workspace = await makeWorkspace();
});

const listOf = async (person: Workspace["owner"]) =>
  (await callerOf(person)).tokens.list({ workspace: workspace.slug });

test("a member sees their own, a manager all with their owners; never a token", async () => {
  const [agent, viewer] = [await join(workspace, "agent"), await join(workspace, "viewer")];
  const [own, theirs, shared] = [
    await makeToken(workspace, agent, { name: "Agent's" }),
    await makeToken(workspace, viewer, { name: "Viewer's" }),
    await makeWorkspaceToken(workspace),
  ];
  expect(await listOf(agent)).toMatchObject([
    { id: own.id, name: "Agent's", owner: { userId: agent.id }, mayRotate: true, state: "active" },
  ]);
  const all = await listOf(workspace.owner);
  expect(all.map(({ id, mayRotate }) => [id, mayRotate])).toEqual([
    [own.id, false],
    [shared.id, true],
    [theirs.id, false],
  ]);
  expect(all.map(({ owner }) => owner?.userId ?? null)).toEqual([agent.id, null, viewer.id]);
  for (const { token } of [own, theirs, shared]) expect(JSON.stringify(all)).not.toContain(token.slice(8));
  expect(JSON.stringify(all)).not.toMatch(/hash/i);
});

test("who may see no phone numbers still sees from where their tokens were used, and a new one whole", async () => {
  const agent = await join(workspace, "agent", { hidePhones: true });
  const { id, token } = await makeToken(workspace, agent);
  await systemDb().update(apiTokens).set({ lastUsedIp: "203.0.113.77" }).where(eq(apiTokens.id, id));
  expect(await listOf(agent)).toMatchObject([{ lastUsedIp: "203.0.113.77", hint: hintOf(token) }]);
  expect(await tryToken(workspace, token)).toEqual(good);
});

test("it says what does nothing at the moment, and why", async () => {
  const agent = await join(workspace, "agent");
  await makeToken(workspace, agent, { scopes: ["inbox.read", "messages.send"] });
  const stateAfter = async (change: string) => {
    await systemSql().unsafe(`update members set ${change} where user_id = $1`, [agent.id]);
    const [view] = await listOf(workspace.owner);
    return { state: view?.state, dormant: view?.dormant };
  };
  expect(await stateAfter("role = 'viewer'")).toEqual({ state: "active", dormant: ["messages.send"] });
  expect(await stateAfter("no_export = true")).toMatchObject({ state: "not_allowed" });
  expect(await stateAfter("suspended_at = now()")).toMatchObject({ state: "suspended" });
  await systemDb()
    .update(apiTokens)
    .set({ expiresAt: new Date(0) })
    .where(eq(apiTokens.userId, agent.id));
  expect((await listOf(workspace.owner))[0]?.state).toBe("expired");
});
