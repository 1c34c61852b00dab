import { and, eq } from "drizzle-orm";
import { beforeEach, describe, expect, test } from "vitest";
import { z } from "zod";
import { systemDb } from "#db/client.ts";
import { apiTokens, auditEntries, members, totpFactors, workspaces } from "#db/schema/index.ts";
import { createContext } from "#server/api/context.ts";
import { createCaller } from "#server/api/root.ts";
import { hintOf, newApiToken } from "#server/tokens/format.ts";
import { callerOf } from "#tests/support/callers.ts";
import { makeEvent, makeInbox, makeWorkspace } from "#tests/support/factories.ts";
import { makeConnection, makeNumber } from "../inbox/fixtures.ts";
import {
  ask,
  bearer,
  cookieOf,
  good,
  join,
  makeToken,
  makeWorkspaceToken,
  tryToken,
  unknown,
  type Workspace,
} from "./fixtures.ts";

const eventsShape = z.object({ events: z.array(z.object({ id: z.string() })) });

let workspace: Workspace;
beforeEach(async () => {
  workspace = await makeWorkspace();
});

const inWorkspace = () => ({ workspace: workspace.slug });

const change = (userId: string, values: Partial<typeof members.$inferInsert>) =>
  systemDb()
    .update(members)
    .set(values)
    .where(and(eq(members.workspaceId, workspace.workspaceId), eq(members.userId, userId)));

const rowOf = async (id: string) =>
  (await systemDb().select().from(apiTokens).where(eq(apiTokens.id, id)))[0];

describe("what a member's token may do is its scopes, less what the member may not", () => {
  test("demote a member, and the token shrinks at once", async () => {
    const agent = await join(workspace, "agent");
    const { token } = await makeToken(workspace, agent, { scopes: ["inbox.read", "chats.assign"] });
    const assign = { ...inWorkspace(), eventId: crypto.randomUUID(), userId: null };
    const before = await ask("chats.assign", assign, bearer(token));
    expect(before.reason).toBe("event.not_found");
    await change(agent.id, { role: "viewer" });
    const after = await ask("chats.assign", assign, bearer(token));
    expect(after).toMatchObject({ status: 403, reason: "role.insufficient" });
    expect((await ask("inbox.events", inWorkspace(), bearer(token))).status).toBe(200);
    await change(agent.id, { role: "billing" });
    expect((await ask("inbox.events", inWorkspace(), bearer(token))).status).toBe(403);
  });

  test("a scope that the token lacks is refused, whatever its member may do", async () => {
    const { token } = await makeToken(workspace, workspace.owner, { scopes: ["workspace.read"] });
    const refused = await ask("inbox.events", inWorkspace(), bearer(token));
    expect(refused).toMatchObject({ status: 403, reason: "token.scope" });
    expect(refused.params).toEqual({ permission: "inbox.read" });
  });

  test("restrict a member to one number, and the token sees only that", async () => {
    const agent = await join(workspace, "agent");
    const { token } = await makeToken(workspace, agent);
    const { workspaceId } = workspace;
    const connectionId = await makeConnection(workspaceId);
    const inbox = await makeInbox(workspaceId, { connectionId, secret: "x" });
    const [front, back] = [
      await makeNumber(workspaceId, connectionId, { name: "Front" }),
      await makeNumber(workspaceId, connectionId, { name: "Back" }),
    ];
    const fromFront = await makeEvent(workspaceId, inbox.id, "to the front", front.sessionId);
    await makeEvent(workspaceId, inbox.id, "to the back", back.sessionId);
    const seen = async () => {
      const { data } = await ask("inbox.events", inWorkspace(), bearer(token));
      return eventsShape.parse(data).events.map(({ id }) => id);
    };
    expect(await seen()).toHaveLength(2);
    await change(agent.id, { onlyNumbers: [front.id] });
    expect(await seen()).toEqual([fromFront]);
  });

  test("suspended: dead; back: alive", async () => {
    const agent = await join(workspace, "agent");
    const { token } = await makeToken(workspace, agent);
    await change(agent.id, { suspendedAt: new Date() });
    expect(await tryToken(workspace, token)).toEqual({ status: 403, reason: "member.suspended" });
    await change(agent.id, { suspendedAt: null });
    expect(await tryToken(workspace, token)).toEqual(good);
  });

  test("removed: dead, and still dead when the member comes back", async () => {
    const agent = await join(workspace, "agent");
    const { token } = await makeToken(workspace, agent);
    const { workspaceId } = workspace;
    await systemDb()
      .delete(members)
      .where(and(eq(members.workspaceId, workspaceId), eq(members.userId, agent.id)));
    expect(await tryToken(workspace, token)).toEqual(unknown);
    await systemDb().insert(members).values({ workspaceId, userId: agent.id, role: "agent" });
    expect(await tryToken(workspace, token)).toEqual(unknown);
    const owner = await callerOf(workspace.owner);
    expect(await owner.tokens.list(inWorkspace())).toEqual([]);
  });

  test("who may take no data out has no token, and an older one rests", async () => {
    const agent = await join(workspace, "agent");
    const { token } = await makeToken(workspace, agent);
    await change(agent.id, { noExport: true });
    expect(await tryToken(workspace, token)).toEqual({ status: 403, reason: "member.no_export" });
    await expect(makeToken(workspace, agent)).rejects.toMatchObject({
      cause: { reason: "member.no_export" },
    });
  });

  test("where members need a second factor, a member's token waits for it; the workspace's own does not", async () => {
    const agent = await join(workspace, "agent");
    const [own, shared] = [await makeToken(workspace, agent), await makeWorkspaceToken(workspace)];
    const { workspaceId: id } = workspace;
    await systemDb().update(workspaces).set({ twoFactorRequired: true }).where(eq(workspaces.id, id));
    const waits = { status: 403, reason: "security.second_factor_required" };
    expect(await tryToken(workspace, own.token)).toEqual(waits);
    expect(await tryToken(workspace, shared.token)).toEqual(good);
    const factor = { sealedSecret: Buffer.from("sealed"), confirmedAt: new Date() };
    await systemDb()
      .insert(totpFactors)
      .values({ userId: agent.id, ...factor });
    expect(await tryToken(workspace, own.token)).toEqual(good);
  });

  test("dangerous acts, tokens and an account's own pages are for people", async () => {
    const { token } = await makeWorkspaceToken(workspace);
    const created = { ...inWorkspace(), name: "More", scopes: ["inbox.read"], expiresInDays: 1 };
    for (const path of ["tokens.create", "tokens.createForWorkspace"]) {
      expect(await ask(path, created, bearer(token))).toMatchObject({ status: 403, reason: "token.scope" });
    }
    expect(await ask("tokens.list", inWorkspace(), bearer(token))).toMatchObject({ status: 403 });
    expect(await ask("workspaces.list", {}, bearer(token))).toMatchObject(unknown);
  });

  test("a token of the workspace outlives whoever made it, and sees no more than its scopes say", async () => {
    const admin = await join(workspace, "admin");
    const { token } = await makeWorkspaceToken({ ...workspace, owner: admin }, ["connection.read"]);
    await systemDb().delete(members).where(eq(members.userId, admin.id));
    expect((await ask("connection.get", inWorkspace(), bearer(token))).status).toBe(200);
    expect(await tryToken(workspace, token)).toEqual({ status: 403, reason: "token.scope" });
  });
});

describe("who is asked for by a token", () => {
  test("unknown, revoked, expired and mistyped tokens get one answer", async () => {
    const { owner } = workspace;
    const [revoked, expired] = [await makeToken(workspace, owner), await makeToken(workspace, owner)];
    const { tokens } = await callerOf(owner);
    await tokens.revoke({ ...inWorkspace(), tokenId: revoked.id });
    const past = new Date(Date.now() - 1_000);
    await systemDb().update(apiTokens).set({ expiresAt: past }).where(eq(apiTokens.id, expired.id));
    const { token } = await makeToken(workspace, owner);
    const mistyped = token.slice(0, -1) + (token.endsWith("0") ? "1" : "0");
    const { text: expected } = await ask("workspaces.get", inWorkspace(), bearer(newApiToken()));
    for (const bad of [revoked.token, expired.token, mistyped, token.replace("mdk_", "mdx_"), "x"]) {
      const { status, text } = await ask("workspaces.get", inWorkspace(), bearer(bad));
      expect([status, text]).toEqual([401, expected]);
    }
    expect(await tryToken(workspace, token)).toEqual(good);
  });

  test("a token of one workspace finds no other, and the other writes the try down", async () => {
    const other = await makeWorkspace();
    for (const { id, token } of [
      await makeToken(workspace, workspace.owner),
      await makeWorkspaceToken(workspace),
    ]) {
      expect(await tryToken(other, token)).toEqual({ status: 404, reason: "workspace.not_found" });
      const entries = await systemDb().select().from(auditEntries).where(eq(auditEntries.actorId, id));
      expect(entries).toMatchObject([
        { workspaceId: other.workspaceId, action: "workspace.enter", outcome: "refused" },
      ]);
    }
  });

  test("not even one that its member is in too", async () => {
    const other = await makeWorkspace();
    const { token } = await makeToken(workspace, workspace.owner);
    const both = { workspaceId: other.workspaceId, userId: workspace.ownerId, role: "admin" } as const;
    await systemDb().insert(members).values(both);
    expect(await tryToken(other, token)).toEqual({ status: 404, reason: "workspace.not_found" });
  });

  test("with an Authorization header a cookie counts for nothing", async () => {
    const cookie = await cookieOf(workspace.ownerId);
    const get = async (headers: Record<string, string>) =>
      (await ask("workspaces.get", inWorkspace(), { ...cookie, ...headers })).status;
    expect(await get({})).toBe(200);
    for (const authorization of [
      "Bearer x",
      "Bearer ",
      "",
      "Basic dXNlcjpwYXNz",
      "mdk_",
      `Bearer ${newApiToken()}`,
      `Bearer ${newApiToken()} ${newApiToken()}`,
    ]) {
      expect([authorization, await get({ authorization })]).toEqual([authorization, 401]);
    }
    const { token } = await makeToken(workspace, workspace.owner, { scopes: ["inbox.read"] });
    expect(await get(bearer(token))).toBe(403);
    expect(await get({ authorization: `bearer ${token}` })).toBe(403);
  });

  test("its last use is noted with its address, once a minute", async () => {
    const { id, token } = await makeToken(workspace, workspace.owner);
    const use = (ip: string) =>
      ask("workspaces.get", inWorkspace(), { ...bearer(token), "x-moltdesk-ip": ip });
    await Promise.all(Array.from({ length: 5 }, () => use("203.0.113.9")));
    await expect.poll(async () => (await rowOf(id))?.lastUsedIp).toBe("203.0.113.9");
    const first = (await rowOf(id))?.lastUsedAt;
    await use("203.0.113.10");
    expect((await rowOf(id))?.lastUsedAt).toEqual(first);
    const anHourAgo = new Date(Date.now() - 3_600_000);
    await systemDb().update(apiTokens).set({ lastUsedAt: anHourAgo }).where(eq(apiTokens.id, id));
    await use("203.0.113.11");
    await expect.poll(async () => (await rowOf(id))?.lastUsedIp).toBe("203.0.113.11");
  });
});

describe("a stream that was opened with a token", () => {
  async function openStream(token: string) {
    const context = await createContext(new Headers(bearer(token)), "http://localhost:3000");
    const stream = await createCaller(context).live({ ...inWorkspace(), after: 0 });
    return stream[Symbol.asyncIterator]();
  }
  const untilItBreaks = async (stream: AsyncIterator<unknown>) => {
    while (!(await stream.next()).done);
  };

  test("breaks off when the token is revoked, or rotated without overlap", async () => {
    const { tokens } = await callerOf(workspace.owner);
    for (const end of ["revoke", "rotate"] as const) {
      const { id, token } = await makeToken(workspace, workspace.owner);
      const broken = expect(untilItBreaks(await openStream(token))).rejects.toMatchObject({
        name: "AbortError",
      });
      const tokenId = { ...inWorkspace(), tokenId: id };
      if (end === "revoke") await tokens.revoke(tokenId);
      else await tokens.rotate({ ...tokenId, hint: hintOf(token), overlapHours: 0, expiresInDays: 1 });
      await broken;
    }
  });

  test("goes on through a rotation with overlap", async () => {
    const { tokens } = await callerOf(workspace.owner);
    const { id, token } = await makeToken(workspace, workspace.owner);
    const stream = await openStream(token);
    const rotation = { tokenId: id, hint: hintOf(token), overlapHours: 1, expiresInDays: 1 };
    await tokens.rotate({ ...inWorkspace(), ...rotation });
    const inbox = await makeInbox(workspace.workspaceId, { secret: null });
    await makeEvent(workspace.workspaceId, inbox.id, "still here");
    const texts = [];
    while (!JSON.stringify(texts).includes("still here")) texts.push((await stream.next()).value);
    await stream.return?.(undefined);
  });

  test("brings no events without their scope", async () => {
    const { token } = await makeToken(workspace, workspace.owner, { scopes: ["workspace.read"] });
    const inbox = await makeInbox(workspace.workspaceId, { secret: null });
    await makeEvent(workspace.workspaceId, inbox.id, "not for this token");
    const stream = await openStream(token);
    const next = stream.next();
    const { tokens } = await callerOf(workspace.owner);
    await makeToken(workspace, workspace.owner);
    expect(await tokens.list(inWorkspace())).toHaveLength(2);
    expect(JSON.stringify((await next).value)).not.toContain("not for this token");
    await stream.return?.(undefined);
  });
});
