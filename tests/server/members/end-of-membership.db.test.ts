import { and, eq, isNotNull } from "drizzle-orm";
import { describe, expect, test } from "vitest";
import { systemDb } from "#db/client.ts";
import { apiTokens, chats, numbers } from "#db/schema/index.ts";
import { inTenant } from "#db/tenant.ts";
import { createCaller } from "#server/api/root.ts";
import { lockChats } from "#server/chats/place-heard.ts";
import { digest, newId, newToken } from "#server/core/ids.ts";
import { nobody } from "#tests/support/callers.ts";
import { makeChat, makeConnectedNumber } from "#tests/support/factories.ts";
import { waitingForLocks } from "#tests/support/locks.ts";
import { audited, join, makeTeam, memberRow, outcome, type Team } from "./fixtures.ts";

async function assign({ workspaceId }: Team, userId: string, chatIds: string[]): Promise<void> {
  const [known] = await systemDb().select().from(numbers).where(eq(numbers.workspaceId, workspaceId));
  const { sessionId } = known ?? (await makeConnectedNumber(workspaceId));
  for (const chatId of chatIds) await makeChat(workspaceId, { sessionId, chatId, assigneeId: userId });
}

async function chatsOf({ workspaceId }: Team, userId?: string): Promise<string[]> {
  const rows = await systemDb()
    .select()
    .from(chats)
    .where(
      and(
        eq(chats.workspaceId, workspaceId),
        userId === undefined ? isNotNull(chats.assigneeId) : eq(chats.assigneeId, userId),
      ),
    )
    .orderBy(chats.chatId);
  return rows.map(({ chatId }) => chatId);
}

async function makeToken({ workspaceId }: Team, userId: string): Promise<string> {
  const id = newId();
  await systemDb()
    .insert(apiTokens)
    .values({
      ...{ workspaceId, id, userId, name: "Report", scopes: ["workspace.read"], hint: "mdk_" },
      tokenHash: digest(newToken()),
    });
  return id;
}

const tokenRow = async (id: string) =>
  (await systemDb().select().from(apiTokens).where(eq(apiTokens.id, id)))[0];

describe("a member who is removed", () => {
  test("does not stand in the way of news of their chats, nor these in theirs", async () => {
    const team = await makeTeam();
    const anna = await join(team, "agent");
    await assign(team, anna.userId, ["1@c.us", "2@c.us"]);
    const { workspaceId, workspace } = team;
    const found = await systemDb()
      .select()
      .from(chats)
      .where(eq(chats.workspaceId, workspaceId))
      .orderBy(chats.id);
    const ids = [found[0]?.id ?? "", found[1]?.id ?? ""] as const;
    // Whoever reads them in the order of their news finds the second first.
    await systemDb().update(chats).set({ lastMessageAt: new Date() }).where(eq(chats.id, ids[0]));
    let removing: Promise<string> | undefined;
    await inTenant(workspaceId, async (tx) => {
      await lockChats(tx, workspaceId, [ids[0]]);
      removing = outcome(team.api.members.remove({ workspace, userId: anna.userId, handOverTo: null }));
      await expect.poll(waitingForLocks).toBe(1);
      await lockChats(tx, workspaceId, [ids[1]]);
    });
    expect(await removing).toBe("done");
  });

  test("leaves their chats to whom it was chosen, and no way in", async () => {
    const team = await makeTeam();
    const { workspace } = team;
    const [anna, ben] = [await join(team, "agent"), await join(team, "agent")];
    await assign(team, anna.userId, ["1@c.us", "2@c.us"]);
    await assign(team, ben.userId, ["3@c.us"]);
    const tokenId = await makeToken(team, anna.userId);
    await team.api.members.remove({ workspace, userId: anna.userId, handOverTo: ben.userId });
    expect(await memberRow(team, anna.userId)).toBeUndefined();
    expect(await chatsOf(team, ben.userId)).toEqual(["1@c.us", "2@c.us", "3@c.us"]);
    expect((await tokenRow(tokenId))?.revokedAt).toBeInstanceOf(Date);
    expect(await outcome(anna.api.members.list({ workspace }))).toBe("workspace.not_found");
    expect(await audited(team, "member.remove")).toMatchObject([
      {
        target: anna.userId,
        details: { role: "agent", chats: 2, handedOverTo: ben.userId, tokens: 1 },
      },
    ]);
  });

  test("leaves their chats to nobody", async () => {
    const team = await makeTeam();
    const { userId } = await join(team, "agent");
    await assign(team, userId, ["1@c.us"]);
    await team.api.members.remove({ workspace: team.workspace, userId, handOverTo: null });
    expect(await chatsOf(team)).toEqual([]);
  });

  test("leaves nothing to somebody who cannot take care of it, and stays then", async () => {
    const [team, theirs] = [await makeTeam(), await makeTeam()];
    const { userId } = await join(team, "agent");
    await assign(team, userId, ["1@c.us"]);
    const suspended = await join(team, "agent", { suspendedAt: new Date() });
    const billing = await join(team, "billing");
    const foreign = await join(theirs, "agent");
    for (const handOverTo of [suspended.userId, billing.userId, foreign.userId, newId(), userId]) {
      const removal = team.api.members.remove({ workspace: team.workspace, userId, handOverTo });
      expect(await outcome(removal)).toBe("member.not_found");
    }
    expect(await chatsOf(team, userId)).toEqual(["1@c.us"]);
  });

  test("at the same moment as their successor: no chat is left with somebody who is gone", async () => {
    const team = await makeTeam();
    const { workspace } = team;
    const [anna, ben] = [await join(team, "agent"), await join(team, "agent")];
    await assign(team, anna.userId, ["1@c.us"]);
    const removals = [
      team.api.members.remove({ workspace, userId: anna.userId, handOverTo: ben.userId }),
      team.api.members.remove({ workspace, userId: ben.userId, handOverTo: anna.userId }),
    ];
    const outcomes = await Promise.all(removals.map(outcome));
    expect(outcomes.sort()).toEqual(["done", "member.not_found"]);
    expect(await chatsOf(team)).toEqual(["1@c.us"]);
  });

  test("twice at once is removed once", async () => {
    const team = await makeTeam();
    const { userId } = await join(team, "agent");
    const remove = () => team.api.members.remove({ workspace: team.workspace, userId, handOverTo: null });
    const outcomes = await Promise.all([remove(), remove()].map(outcome));
    expect(outcomes.sort()).toEqual(["done", "member.not_found"]);
    expect(await audited(team, "member.remove")).toHaveLength(1);
  });
});

describe("a member who is suspended", () => {
  test("is kept out and told so; their history stays, and they come back as they were", async () => {
    const team = await makeTeam();
    const { workspace } = team;
    const agent = await join(team, "agent", { hidePhones: true });
    await assign(team, agent.userId, ["1@c.us"]);
    const tokenId = await makeToken(team, agent.userId);
    await team.api.members.suspend({ workspace, userId: agent.userId });
    expect(await outcome(agent.api.members.list({ workspace }))).toBe("member.suspended");
    expect(await outcome(agent.api.members.leave({ workspace }))).toBe("member.suspended");
    expect(await chatsOf(team, agent.userId)).toEqual(["1@c.us"]);
    await team.api.members.resume({ workspace, userId: agent.userId });
    expect(await outcome(agent.api.members.list({ workspace }))).toBe("done");
    expect(await memberRow(team, agent.userId)).toMatchObject({ role: "agent", hidePhones: true });
    expect((await tokenRow(tokenId))?.revokedAt).toBeNull();
    expect(await audited(team, "member.suspend")).toHaveLength(1);
    expect(await audited(team, "member.resume")).toHaveLength(1);
  });

  test("twice is suspended once", async () => {
    const team = await makeTeam();
    const { userId } = await join(team, "agent");
    const suspend = () => team.api.members.suspend({ workspace: team.workspace, userId });
    expect(await Promise.all([suspend(), suspend()].map(outcome))).toEqual(["done", "done"]);
    expect(await audited(team, "member.suspend")).toHaveLength(1);
  });
});

describe("a member who leaves", () => {
  test("is gone with their tokens, and their chats are nobody's", async () => {
    const team = await makeTeam();
    const { workspace } = team;
    const agent = await join(team, "agent");
    await assign(team, agent.userId, ["1@c.us"]);
    const tokenId = await makeToken(team, agent.userId);
    await agent.api.members.leave({ workspace });
    expect(await memberRow(team, agent.userId)).toBeUndefined();
    expect(await chatsOf(team)).toEqual([]);
    expect((await tokenRow(tokenId))?.revokedAt).toBeInstanceOf(Date);
    expect(await audited(team, "member.leave")).toMatchObject([{ actorId: agent.userId }]);
  });

  test("is a person: no program leaves for them", async () => {
    const team = await makeTeam();
    const agent = await join(team, "agent");
    const grant = {
      ...{ tokenId: newId(), workspaceId: team.workspaceId, userId: agent.userId },
      ...{ scopes: ["workspace.read"] as const, digest: digest(newToken()), hasTwoFactor: false },
    };
    const program = createCaller({ ...nobody, grant });
    expect(await outcome(program.members.myAccess({ workspace: team.workspace }))).toBe("done");
    expect(await outcome(program.members.leave({ workspace: team.workspace }))).toBe("token.scope");
  });
});
