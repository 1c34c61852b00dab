import { eq } from "drizzle-orm";
import { beforeEach, describe, expect, test } from "vitest";
import { systemDb } from "#db/client.ts";
import { chats, labels, subscriptions } from "#db/schema/index.ts";
import { newId } from "#server/core/ids.ts";
import { chatAlias } from "#server/core/pseudonym.ts";
import type { CreateSubscriptionInput } from "#server/subscriptions/schemas.ts";
import { makeChat, makeConnectedNumber, makeInbox } from "#tests/support/factories.ts";
import { setLimits } from "#tests/support/plans.ts";
import { audited, join, makeTeam, outcome, type Team } from "../members/fixtures.ts";

let team: Team;
beforeEach(async () => {
  team = await makeTeam();
});

type Wish = Partial<CreateSubscriptionInput>;
const everyone = { kind: "everyone" } as const;
const add = (input: Wish = {}, by: Pick<Team, "api"> = team) =>
  by.api.subscriptions.create({ workspace: team.workspace, name: "Refunds", audience: everyone, ...input });
const list = (by: Pick<Team, "api"> = team) => by.api.subscriptions.list({ workspace: team.workspace });
const at = (subscriptionId: string) => ({ workspace: team.workspace, subscriptionId });
const forMember = (userId: string) => ({ kind: "member", userId }) as const;

describe("a workspace", () => {
  test("begins with three rules that everybody may read and managers may change", async () => {
    const agent = await join(team, "agent");
    const views = await list(agent);
    expect(views.map(({ preset, mayChange, concernsMe }) => ({ preset, mayChange, concernsMe }))).toEqual([
      { preset: "my_chats", mayChange: false, concernsMe: true },
      { preset: "nobodys_chats", mayChange: false, concernsMe: true },
      { preset: "number_lost", mayChange: false, concernsMe: false },
    ]);
    expect((await list()).every(({ mayChange, concernsMe }) => mayChange && concernsMe)).toBe(true);
  });

  test("keeps a preset's name in every language until somebody gives it another", async () => {
    const [first] = await list();
    if (!first) throw new Error("There is no preset.");
    const pushed = await team.api.subscriptions.change({ ...at(first.id), push: false, name: first.name });
    expect(pushed).toMatchObject({ preset: "my_chats", push: false });
    const renamed = await team.api.subscriptions.change({ ...at(first.id), name: "Mine" });
    expect(renamed).toMatchObject({ preset: null, name: "Mine" });
  });

  test("has as many rules as its plan, and 30 for one member", async () => {
    const { workspaceId, ownerId } = team;
    const rows = (count: number, values: Partial<typeof subscriptions.$inferInsert>) =>
      systemDb()
        .insert(subscriptions)
        .values(
          Array.from({ length: count }, () => ({
            ...{ workspaceId, id: newId(), name: "Rule", audience: "everyone" as const, ...values },
          })),
        );
    await rows(30, { audience: "member", userId: ownerId });
    expect(await outcome(add({ audience: forMember(ownerId) }))).toBe("subscription.too_many_for_member");
    await setLimits(workspaceId, { subscriptions: (await list()).length + 1 });
    expect(await outcome(add())).toBe("done");
    expect(await outcome(add())).toBe("plan.limit_reached_operator");
    await setLimits(workspaceId, {});
  });
});

describe("a member", () => {
  test("makes, changes and removes rules for themselves, which nobody else sees and no audit tells", async () => {
    const agent = await join(team, "agent");
    const { id } = await add({ audience: forMember(agent.userId), mail: "daily" }, agent);
    expect((await list(agent)).find((rule) => rule.id === id)).toMatchObject({
      ...{ mayChange: true, concernsMe: true, mail: "daily" },
    });
    expect((await list()).some((rule) => rule.id === id)).toBe(false);
    expect(await outcome(team.api.subscriptions.change({ ...at(id), push: true }))).toBe(
      "subscription.not_found",
    );
    expect(await agent.api.subscriptions.change({ ...at(id), push: true })).toMatchObject({
      ...{ push: true, mail: "daily" },
    });
    expect(await agent.api.subscriptions.remove(at(id))).toMatchObject({ id, push: true });
    expect(await outcome(agent.api.subscriptions.remove(at(id)))).toBe("subscription.not_found");
    for (const verb of ["create", "change", "remove"]) {
      expect(await audited(team, `subscription.${verb}`)).toEqual([]);
    }
  });

  test("without the right to manage makes and changes none for others, by no way round", async () => {
    const agent = await join(team, "agent");
    const other = await join(team, "viewer");
    const [shared] = await list(agent);
    const own = await add({ audience: forMember(agent.userId) }, agent);
    const tries = [
      () => add({}, agent),
      () => add({ audience: { kind: "role", role: "agent" } }, agent),
      () => add({ audience: forMember(other.userId) }, agent),
      () => agent.api.subscriptions.change({ ...at(own.id), audience: everyone }),
      () => agent.api.subscriptions.change({ ...at(shared?.id ?? ""), enabled: false }),
      () => agent.api.subscriptions.change({ ...at(shared?.id ?? ""), audience: forMember(agent.userId) }),
      () => agent.api.subscriptions.remove(at(shared?.id ?? "")),
    ];
    for (const tried of tries) expect(await outcome(tried())).toBe("subscription.own_only");
    expect((await audited(team, "subscriptions.own")).every(({ outcome }) => outcome === "refused")).toBe(
      true,
    );
    const billing = await join(team, "billing");
    expect(await outcome(list(billing))).toBe("role.insufficient");
  });

  test("mutes a shared rule for themselves alone, for a while or for good", async () => {
    const agent = await join(team, "agent");
    const { id } = await add();
    const mine = async () => (await list(agent)).find((rule) => rule.id === id)?.muted;
    const until = new Date(Date.now() + 3_600_000).toISOString();
    await agent.api.subscriptions.mute({ ...at(id), muted: true, until });
    expect(await mine()).toEqual({ until });
    await agent.api.subscriptions.mute({ ...at(id), muted: true });
    expect(await mine()).toEqual({ until: null });
    expect((await list()).find((rule) => rule.id === id)?.muted).toBeNull();
    await agent.api.subscriptions.mute({ ...at(id), muted: false });
    expect(await mine()).toBeNull();
    const past = new Date(Date.now() - 1_000).toISOString();
    await agent.api.subscriptions.mute({ ...at(id), muted: true, until: past });
    expect(await mine()).toBeNull();
  });
});

describe("a manager", () => {
  test("makes rules for others, who see and may change them; each change is written down without words", async () => {
    const agent = await join(team, "agent");
    const { id } = await add({ audience: forMember(agent.userId), filter: { keywords: ["private words"] } });
    expect((await list(agent)).find((rule) => rule.id === id)).toMatchObject({ concernsMe: true });
    expect((await list()).find((rule) => rule.id === id)).toMatchObject({ concernsMe: false });
    await team.api.subscriptions.change({ ...at(id), audience: { kind: "on_call" } });
    await team.api.subscriptions.remove(at(id));
    const entries = await Promise.all(
      ["create", "change", "remove"].map((verb) => audited(team, `subscription.${verb}`)),
    );
    expect(entries.map((of) => of.length)).toEqual([1, 1, 1]);
    expect(entries[1]?.[0]?.details).toMatchObject({
      before: { audience: "member", conditions: ["keywords"] },
      after: { audience: "on_call", userId: null },
    });
    expect(JSON.stringify(entries)).not.toContain("private words");
  });

  test("names active members only", async () => {
    const away = await join(team, "agent", { suspendedAt: new Date() });
    const stranger = await makeTeam();
    for (const userId of [away.userId, stranger.ownerId, "nobody"]) {
      expect(await outcome(add({ audience: forMember(userId) }))).toBe("member.not_found");
    }
  });
});

describe("a filter", () => {
  test("names numbers, labels and inboxes of the workspace that its author sees", async () => {
    const { workspaceId } = team;
    const number = await makeConnectedNumber(workspaceId);
    const inbox = await makeInbox(workspaceId);
    const labelId = newId();
    await systemDb()
      .insert(labels)
      .values({
        ...{ workspaceId, id: labelId, connectionId: number.connectionId, upstreamId: newId() },
        ...{ name: "VIP", color: "#000000", fetchedAt: new Date() },
      });
    const filter = { numberIds: [number.numberId], inboxIds: [inbox.id], labelIds: [labelId] };
    expect((await add({ filter })).filter).toEqual(filter);
    const other = await makeTeam();
    const foreign = await makeConnectedNumber(other.workspaceId);
    const foreignInbox = await makeInbox(other.workspaceId);
    expect(await outcome(add({ filter: { numberIds: [number.numberId, foreign.numberId] } }))).toBe(
      "number.not_found",
    );
    expect(await outcome(add({ filter: { inboxIds: [foreignInbox.id] } }))).toBe("inbox.not_found");
    expect(await outcome(add({ filter: { labelIds: [newId()] } }))).toBe("label.not_found");
    const agent = await join(team, "agent", { onlyNumbers: [newId()] });
    const own = { audience: forMember(agent.userId), filter: { numberIds: [number.numberId] } };
    expect(await outcome(add(own, agent))).toBe("number.not_found");
  });

  test("keeps what is gone since until somebody takes it out", async () => {
    const number = await makeConnectedNumber(team.workspaceId);
    const { id, filter } = await add({ filter: { numberIds: [number.numberId] } });
    await systemDb().execute(`delete from numbers where id = '${number.numberId}'`);
    expect(await outcome(team.api.subscriptions.change({ ...at(id), filter, push: true }))).toBe("done");
    const more = { numberIds: [...(filter.numberIds ?? []), newId()] };
    expect(await outcome(team.api.subscriptions.change({ ...at(id), filter: more }))).toBe(
      "number.not_found",
    );
  });

  test("of somebody else shows a restricted member only numbers and chats within sight", async () => {
    const { workspaceId } = team;
    const [seen, hidden] = [await makeConnectedNumber(workspaceId), newId()];
    await makeChat(workspaceId, { sessionId: seen.sessionId, chatId: "1@c.us" });
    const agent = await join(team, "agent", { onlyNumbers: [seen.numberId] });
    const rows = [
      { name: "both", filter: { chatIds: ["1@c.us", "2@c.us"] } },
      { name: "none", filter: { chatIds: ["2@c.us"] } },
      { name: "numbers", filter: { numberIds: [seen.numberId, hidden] } },
    ];
    for (const row of rows) {
      await systemDb()
        .insert(subscriptions)
        .values({ workspaceId, id: newId(), audience: "everyone", ...row });
    }
    const views = (await list(agent)).filter(({ preset }) => preset === null);
    // Rules of one millisecond come in any order.
    const shown = views.map(({ name, filter }) => ({ name, filter }));
    expect(shown.sort((one, other) => one.name.localeCompare(other.name))).toEqual([
      { name: "both", filter: { chatIds: ["1@c.us"] } },
      { name: "numbers", filter: { numberIds: [seen.numberId] } },
    ]);
  });

  test("of whoever may not see phone numbers names chats by aliases, and keeps addresses", async () => {
    const { workspaceId } = team;
    const { sessionId } = await makeConnectedNumber(workspaceId);
    const address = "4915123456789@c.us";
    const chat = await makeChat(workspaceId, { sessionId, chatId: address });
    const agent = await join(team, "agent", { hidePhones: true });
    const alias = chatAlias(workspaceId, address);
    const audience = forMember(agent.userId);
    const { id, filter } = await add({ audience, filter: { chatIds: [alias] } }, agent);
    expect(filter.chatIds).toEqual([alias]);
    const stored = async () =>
      (await systemDb().select().from(subscriptions).where(eq(subscriptions.id, id)))[0]?.filter;
    expect(await stored()).toEqual({ chatIds: [address] });
    // The chat went: its alias can still be read back from what the rule has.
    await systemDb().delete(chats).where(eq(chats.id, chat));
    await agent.api.subscriptions.change({ ...at(id), filter, push: true });
    expect(await stored()).toEqual({ chatIds: [address] });
    const unknown = { chatIds: [chatAlias(workspaceId, "49999@c.us")] };
    expect(await outcome(add({ audience, filter: unknown }, agent))).toBe("chat.not_found");
  });
});
