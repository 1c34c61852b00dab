import { eq } from "drizzle-orm";
import { beforeEach, describe, expect, test } from "vitest";
import { systemDb, systemSql } from "#db/client.ts";
import { apiTokens, auditEntries } from "#db/schema/index.ts";
import { digest } from "#server/core/ids.ts";
import { follow, nudge } from "#server/live/index.ts";
import { hintOf } from "#server/tokens/format.ts";
import { createTokenSchema, rotateTokenSchema, type ShownToken } from "#server/tokens/schemas.ts";
import { callerOf, contextOf } from "#tests/support/callers.ts";
import { makeUser, makeWorkspace } from "#tests/support/factories.ts";
import { good, join, makeToken, makeWorkspaceToken, tryToken, unknown, type Workspace } from "./fixtures.ts";

const hourMs = 3_600_000;
const dayMs = 24 * hourMs;

let workspace: Workspace;
beforeEach(async () => {
  workspace = await makeWorkspace();
});

type Person = Workspace["owner"];
const tokensOf = async (person: Person) => (await callerOf(person)).tokens;
const listOf = async (person: Person) => (await tokensOf(person)).list({ workspace: workspace.slug });

const rotate = async (person: Person, { id, token }: ShownToken, overlapHours = 1, expiresInDays = 30) => {
  const input = { tokenId: id, hint: hintOf(token), overlapHours, expiresInDays };
  return (await tokensOf(person)).rotate({ workspace: workspace.slug, ...input });
};
const revoke = async (person: Person, tokenId: string) =>
  (await tokensOf(person)).revoke({ workspace: workspace.slug, tokenId });

const reason = (name: string) => ({ cause: { reason: name } });
const reasons = (results: PromiseSettledResult<unknown>[]) =>
  results.flatMap((result) => (result.status === "rejected" ? [result.reason.cause?.reason] : []));

const auditOf = (target: string) =>
  systemDb().select().from(auditEntries).where(eq(auditEntries.target, target));

describe("making a token", () => {
  test("only its digest and its first characters are kept", async () => {
    const { id, token } = await makeToken(workspace, workspace.owner);
    const [row] = await systemDb().select().from(apiTokens).where(eq(apiTokens.id, id));
    expect(row?.tokenHash.equals(digest(token))).toBe(true);
    expect(row?.hint).toBe(token.slice(0, 8));
    const days = ((row?.expiresAt?.getTime() ?? 0) - Date.now()) / dayMs;
    expect(days).toBeGreaterThan(29.9);
    expect(days).toBeLessThan(30.1);
  });

  test("it is written down and the member is told, both without the token", async () => {
    const { id, token } = await makeToken(workspace, workspace.owner, { name: "Zap", expiresInDays: null });
    const entries = await auditOf(id);
    expect(entries).toMatchObject([
      {
        action: "token.create",
        actorId: workspace.ownerId,
        details: {
          name: "Zap",
          userId: workspace.ownerId,
          scopes: ["workspace.read", "inbox.read"],
          expiresAt: null,
        },
      },
    ]);
    const jobs = await systemSql()<{ payload: { userId: string; news: { kind: string; name: string } } }[]>`
      select payload from graphile_worker._private_jobs where payload ->> 'userId' = ${workspace.ownerId}`;
    expect(jobs).toHaveLength(1);
    const text = JSON.stringify([entries, jobs]);
    expect(text).toContain("token_added");
    expect(text).not.toContain(token.slice(8, 20));
  });

  test("nobody gives a token more than their role has", async () => {
    const viewer = await join(workspace, "viewer");
    await expect(
      makeToken(workspace, viewer, { scopes: ["inbox.read", "messages.send"] }),
    ).rejects.toMatchObject({
      cause: { reason: "token.scope_beyond_role", params: { scopes: "messages.send" } },
    });
    await expect(makeToken(workspace, viewer, { scopes: ["audit.read"] })).rejects.toMatchObject(
      reason("token.scope_beyond_role"),
    );
  });

  test("tokens of the workspace are for managers, and billing contacts have none at all", async () => {
    for (const role of ["agent", "viewer", "billing"] as const) {
      const person = await join(workspace, role);
      await expect(makeWorkspaceToken({ ...workspace, owner: person })).rejects.toMatchObject(
        reason("role.insufficient"),
      );
    }
    const billing = await join(workspace, "billing");
    await expect(makeToken(workspace, billing)).rejects.toMatchObject(reason("role.insufficient"));
    await expect(listOf(billing)).rejects.toMatchObject(reason("role.insufficient"));
  });

  test("a sign-in of an hour ago has to be confirmed first, except for revoking", async () => {
    const made = await makeToken(workspace, workspace.owner);
    const { viewer } = await contextOf(workspace.owner);
    const stale = viewer && { ...viewer, confirmedAt: new Date(Date.now() - hourMs) };
    const { tokens } = await callerOf(workspace.owner, { viewer: stale });
    const { slug } = workspace;
    const wanted = { workspace: slug, name: "x", scopes: ["inbox.read" as const], expiresInDays: 1 };
    const rotation = { tokenId: made.id, hint: hintOf(made.token), overlapHours: 0, expiresInDays: 1 };
    for (const attempt of [
      () => tokens.create(wanted),
      () => tokens.createForWorkspace(wanted),
      () => tokens.rotate({ workspace: slug, ...rotation }),
    ]) {
      await expect(attempt()).rejects.toMatchObject(reason("auth.confirm_first"));
    }
    expect(await tryToken(workspace, made.token)).toEqual(good);
    await tokens.revoke({ workspace: slug, tokenId: made.id });
    expect(await tryToken(workspace, made.token)).toEqual(unknown);
  });

  test("a member has at most ten, a workspace at most fifty, even when all ask at once", async () => {
    const agent = await join(workspace, "agent");
    const own = await Promise.allSettled(Array.from({ length: 14 }, () => makeToken(workspace, agent)));
    expect(reasons(own)).toEqual(Array(4).fill("token.too_many_own"));
    const rest = await Promise.allSettled(Array.from({ length: 43 }, () => makeWorkspaceToken(workspace)));
    expect(reasons(rest)).toEqual(Array(3).fill("token.too_many"));
    expect(await listOf(workspace.owner)).toHaveLength(50);
    const [first] = await listOf(agent);
    await revoke(agent, first?.id ?? "");
    await makeToken(workspace, agent);
  });

  test("input: a name, at least one known scope, and 1 to 365 days or never", () => {
    const base = { name: " Zap ", scopes: ["inbox.read", "inbox.read"], expiresInDays: null };
    expect(createTokenSchema.parse(base)).toEqual({ ...base, name: "Zap", scopes: ["inbox.read"] });
    const wrong = (change: object) => !createTokenSchema.safeParse({ ...base, ...change }).success;
    for (const change of [
      { name: " " },
      { name: "x".repeat(61) },
      { scopes: [] },
      { scopes: ["members.manage"] },
      { scopes: ["tokens.own"] },
      ...[0, 366, 1.5, -1, undefined, "30"].map((expiresInDays) => ({ expiresInDays })),
    ]) {
      expect([change, wrong(change)]).toEqual([change, true]);
    }
    const hours = (overlapHours: number) =>
      rotateTokenSchema.safeParse({
        ...{ tokenId: crypto.randomUUID(), hint: "mdk_abcd", expiresInDays: null },
        overlapHours,
      }).success;
    expect([0, 168, -1, 169, 1.5].map(hours)).toEqual([true, true, false, false, false]);
  });
});

describe("rotating", () => {
  test("both are good through the overlap, then only the new one; an older one ends at once", async () => {
    const first = await makeToken(workspace, workspace.owner);
    const second = await rotate(workspace.owner, first, 24);
    expect([await tryToken(workspace, first.token), await tryToken(workspace, second.token)]).toEqual([
      good,
      good,
    ]);
    const [view] = await listOf(workspace.owner);
    expect(Date.parse(view?.previousUntil ?? "") - Date.now()).toBeGreaterThan(23.9 * hourMs);
    expect(view?.hint).toBe(hintOf(second.token));
    const third = await rotate(workspace.owner, second, 24);
    expect(await tryToken(workspace, first.token)).toEqual(unknown);
    await systemDb().update(apiTokens).set({ previousUntil: new Date() }).where(eq(apiTokens.id, first.id));
    expect(await tryToken(workspace, second.token)).toEqual(unknown);
    expect(await tryToken(workspace, third.token)).toEqual(good);
    expect((await listOf(workspace.owner))[0]?.previousUntil).toBeNull();
  });

  test("without overlap the old one is dead at once, and no overlap outlives the old expiry", async () => {
    const first = await makeToken(workspace, workspace.owner, { expiresInDays: 1 });
    const second = await rotate(workspace.owner, first, 0, 1);
    expect(await tryToken(workspace, first.token)).toEqual(unknown);
    await rotate(workspace.owner, second, 168, 365);
    const [row] = await systemDb().select().from(apiTokens).where(eq(apiTokens.id, first.id));
    expect((row?.previousUntil?.getTime() ?? 0) - Date.now()).toBeLessThan(1.01 * dayMs);
    expect((row?.expiresAt?.getTime() ?? 0) - Date.now()).toBeGreaterThan(364 * dayMs);
  });

  test("of many at once one is done, its token works, and so does the old one", async () => {
    const first = await makeToken(workspace, workspace.owner);
    const results = await Promise.allSettled(Array.from({ length: 5 }, () => rotate(workspace.owner, first)));
    expect(reasons(results)).toEqual(Array(4).fill("token.rotated"));
    const [won] = results.flatMap((result) => (result.status === "fulfilled" ? [result.value] : []));
    expect(await tryToken(workspace, won?.token ?? "")).toEqual(good);
    expect(await tryToken(workspace, first.token)).toEqual(good);
    expect((await auditOf(first.id)).filter(({ action }) => action === "token.rotate")).toHaveLength(1);
    await expect(rotate(workspace.owner, first)).rejects.toMatchObject(reason("token.rotated"));
  });

  test("nobody gets a token that acts as somebody else", async () => {
    const [agent, admin] = [await join(workspace, "agent"), await join(workspace, "admin")];
    const theirs = await makeToken(workspace, agent);
    const shared = await makeWorkspaceToken(workspace);
    for (const [person, token] of [
      [workspace.owner, theirs],
      [admin, theirs],
      [agent, shared],
    ] as const) {
      await expect(rotate(person, token)).rejects.toMatchObject(reason("token.not_found"));
    }
    const renewed = await rotate(admin, shared, 0);
    expect(await tryToken(workspace, renewed.token)).toEqual(good);
    expect(await tryToken(workspace, theirs.token)).toEqual(good);
  });
});

describe("revoking", () => {
  test("ends the token and the one before it, once, and tells the screens and streams", async () => {
    const first = await makeToken(workspace, workspace.owner);
    const second = await rotate(workspace.owner, first, 24);
    const heard: (string | null)[] = [];
    const stop = follow(workspace.workspaceId, (topic) => heard.push(topic));
    const listens = async () => {
      await nudge(systemDb(), workspace.workspaceId, "numbers");
      return heard;
    };
    await expect.poll(listens).toContain("numbers");
    await Promise.all([1, 2, 3].map(() => revoke(workspace.owner, first.id)));
    for (const { token } of [first, second]) expect(await tryToken(workspace, token)).toEqual(unknown);
    expect((await auditOf(first.id)).filter(({ action }) => action === "token.revoke")).toHaveLength(1);
    await expect.poll(() => heard).toEqual(expect.arrayContaining(["tokens", "access"]));
    stop();
    await expect(rotate(workspace.owner, second)).rejects.toMatchObject(reason("token.not_found"));
    expect(await listOf(workspace.owner)).toEqual([]);
  });

  test("no call is answered that came after the revocation", async () => {
    const { id, token } = await makeToken(workspace, workspace.owner);
    const early = Array.from({ length: 10 }, () => tryToken(workspace, token));
    await revoke(workspace.owner, id);
    const late = await Promise.all(Array.from({ length: 10 }, () => tryToken(workspace, token)));
    expect(late).toEqual(Array(10).fill(unknown));
    for (const one of await Promise.all(early)) expect([good, unknown]).toContainEqual(one);
  });

  test("a manager revokes a member's; a member nobody else's; nobody another workspace's", async () => {
    const [agent, viewer, stranger] = [
      await join(workspace, "agent"),
      await join(workspace, "viewer"),
      await makeUser(),
    ];
    const own = await makeToken(workspace, agent);
    await expect(revoke(viewer, own.id)).rejects.toMatchObject(reason("token.not_found"));
    await expect(revoke(stranger, own.id)).rejects.toMatchObject(reason("workspace.not_found"));
    const other = await makeWorkspace();
    const { tokens } = await callerOf(other.owner);
    const inOther = { workspace: other.slug, tokenId: own.id };
    await expect(tokens.revoke(inOther)).rejects.toMatchObject(reason("token.not_found"));
    const rotation = { hint: hintOf(own.token), overlapHours: 0, expiresInDays: 1 };
    await expect(tokens.rotate({ ...inOther, ...rotation })).rejects.toMatchObject(reason("token.not_found"));
    expect(await tryToken(workspace, own.token)).toEqual(good);
    await revoke(workspace.owner, own.id);
    expect(await tryToken(workspace, own.token)).toEqual(unknown);
    expect(await auditOf(own.id)).toContainEqual(
      expect.objectContaining({ action: "token.revoke", actorId: workspace.ownerId }),
    );
  });
});
