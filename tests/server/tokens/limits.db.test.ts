import { beforeAll, beforeEach, expect, test } from "vitest";
import { env } from "#server/core/env.ts";
import { forgetSingleton } from "#server/core/singleton.ts";
import { newApiToken } from "#server/tokens/format.ts";
import { countCall } from "#server/tokens/index.ts";
import { callerOf } from "#tests/support/callers.ts";
import { makeWorkspace } from "#tests/support/factories.ts";
import { batchOverHttp } from "../../walls/support/http.ts";
import { ask, bearer, makeToken, makeWorkspaceToken, someIp, type Workspace } from "./fixtures.ts";

const share = 40;
beforeAll(() => {
  env().API_REQUESTS_PER_MINUTE = share;
});

let workspace: Workspace;
beforeEach(async () => {
  workspace = await makeWorkspace();
});

const get = (token: string) => ask("workspaces.get", { workspace: workspace.slug }, bearer(token));

test("all tokens of a workspace share its calls: more tokens give no more", async () => {
  const made = [await makeToken(workspace, workspace.owner)];
  for (let more = 0; more < 4; more += 1) made.push(await makeWorkspaceToken(workspace));
  const calls = Array.from({ length: share + 20 }, (_, turn) => get(made[turn % made.length]?.token ?? ""));
  const answers = await Promise.all(calls);
  expect(answers.filter(({ status }) => status === 200)).toHaveLength(share);
  const refused = answers.filter(({ status }) => status !== 200);
  for (const { status, reason, retryAfter, params } of refused) {
    expect([status, reason]).toEqual([429, "token.limited"]);
    expect(Number(retryAfter)).toBe(params.seconds);
    expect(Number(retryAfter)).toBeGreaterThan(0);
    expect(Number(retryAfter)).toBeLessThanOrEqual(60);
  }
  const fresh = await makeWorkspaceToken(workspace);
  expect((await get(fresh.token)).status).toBe(429);
});

test("calls come out of the database in packets, and to the last one", async () => {
  env().API_REQUESTS_PER_MINUTE = 600;
  const results = await Promise.allSettled(
    Array.from({ length: 650 }, () => countCall(workspace.workspaceId)),
  );
  env().API_REQUESTS_PER_MINUTE = share;
  expect(results.filter(({ status }) => status === "fulfilled")).toHaveLength(600);
  await expect(countCall(workspace.workspaceId)).rejects.toMatchObject({ reason: "token.limited" });
  await countCall((await makeWorkspace()).workspaceId);
});

test("two processes have no more than one", async () => {
  const attempt = () => countCall(workspace.workspaceId);
  const first = await Promise.allSettled(Array.from({ length: share / 2 }, attempt));
  // The other process knows nothing but what the database says.
  forgetSingleton("tokens.shares");
  const second = await Promise.allSettled(Array.from({ length: share }, attempt));
  const made = [...first, ...second].filter(({ status }) => status === "fulfilled");
  expect(made).toHaveLength(share);
});

test("people, and other workspaces, are not held up", async () => {
  const { token } = await makeToken(workspace, workspace.owner);
  await Promise.all(Array.from({ length: share + 1 }, () => get(token)));
  expect((await get(token)).status).toBe(429);
  const { workspaces } = await callerOf(workspace.owner);
  expect((await workspaces.get({ workspace: workspace.slug })).id).toBe(workspace.workspaceId);
  const other = await makeWorkspace();
  const theirs = await makeToken(other, other.owner);
  expect((await ask("workspaces.get", { workspace: other.slug }, bearer(theirs.token))).status).toBe(200);
});

test("each call of a batch counts, and so does one that is refused", async () => {
  const { token } = await makeToken(workspace, workspace.owner, { scopes: ["workspace.read"] });
  const batch = Array.from({ length: 20 }, () => ["inbox.events", { workspace: workspace.slug }] as const);
  for (let sent = 0; sent < share; sent += batch.length) await batchOverHttp(batch, bearer(token));
  expect((await get(token)).status).toBe(429);
});

test("a network that tries unknown tokens is told to wait; a good token from there still works", async () => {
  const { token } = await makeToken(workspace, workspace.owner);
  const ip = someIp();
  const from = (one: string) =>
    ask("workspaces.get", { workspace: workspace.slug }, { ...bearer(one), "x-moltdesk-ip": ip });
  const tries = await Promise.all(Array.from({ length: 35 }, () => from(newApiToken())));
  expect(tries.filter(({ status }) => status === 401)).toHaveLength(30);
  const held = tries.filter(({ status }) => status !== 401);
  for (const one of held) expect(one).toMatchObject({ status: 429, reason: "token.too_many_unknown" });
  expect(Number(held[0]?.retryAfter)).toBeGreaterThan(0);
  expect((await from(token)).status).toBe(200);
  const elsewhere = await ask("workspaces.get", { workspace: workspace.slug }, bearer(newApiToken()));
  expect(elsewhere.status).toBe(401);
});

test("what cannot be a token is refused without being counted", async () => {
  const ip = someIp();
  const from = (one: string) =>
    ask("workspaces.get", { workspace: workspace.slug }, { ...bearer(one), "x-moltdesk-ip": ip });
  const tries = await Promise.all(Array.from({ length: 40 }, () => from("mdk_mistyped")));
  for (const { status } of tries) expect(status).toBe(401);
  expect((await from(newApiToken())).status).toBe(401);
});
