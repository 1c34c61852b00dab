import { and, eq } from "drizzle-orm";
import { expect, test } from "vitest";
import { systemDb } from "#db/client.ts";
import { connections, events, members, numbers, workspaceCounters, workspaces } from "#db/schema/index.ts";
import { newId } from "#server/core/ids.ts";
import { createWorkspace } from "#server/workspaces/index.ts";
import type { OverviewRow } from "#server/workspaces/schemas.ts";
import { callerOf } from "#tests/support/callers.ts";
import {
  makeChat,
  makeConnectedNumber,
  makeEvent,
  makeInbox,
  makeUser,
  makeWorkspace,
} from "#tests/support/factories.ts";

type Member = Partial<typeof members.$inferInsert>;

const join = (workspaceId: string, userId: string, member: Member = {}) =>
  systemDb()
    .insert(members)
    .values({ workspaceId, userId, role: "agent", ...member });

/** A client's workspace: a working number and one that dropped, three events of the first and two of the second. */
async function makeClient(name: string) {
  const place = await makeWorkspace(name);
  const { workspaceId } = place;
  const { numberId, sessionId, connectionId } = await makeConnectedNumber(workspaceId);
  const second = { id: newId(), sessionId: newId() };
  const dropped = { status: "failed", statusAt: new Date("2026-01-02T03:04:05Z"), allowed: true };
  await systemDb()
    .insert(numbers)
    .values({ ...second, ...dropped, workspaceId, connectionId, name: "Back office" });
  const inbox = await makeInbox(workspaceId);
  for (const text of ["a", "b", "c"]) await makeEvent(workspaceId, inbox.id, text, sessionId);
  for (const text of ["d", "e"]) await makeEvent(workspaceId, inbox.id, text, second.sessionId);
  return { ...place, numberId, sessionId, secondNumberId: second.id, inboxId: inbox.id };
}

async function overviewOf(person: Awaited<ReturnType<typeof makeUser>>): Promise<Map<string, OverviewRow>> {
  const rows = await (await callerOf(person)).workspaces.overview();
  return new Map(rows.map((row) => [row.slug, row]));
}

test("tells of each workspace its connection, drops, unread events, members, and no other's", async () => {
  const [alpha, beta] = [await makeClient("Alpha"), await makeClient("Beta")];
  const stranger = await makeClient("Gamma");
  const agency = await makeUser();
  await join(alpha.workspaceId, agency.id, { role: "admin" });
  await join(beta.workspaceId, agency.id, { role: "viewer" });
  const idle = await createWorkspace(agency.id, { name: "Idle", slug: `idle-${newId().slice(-12)}` });

  const rows = await overviewOf(agency);
  expect([...rows.keys()].sort()).toEqual([alpha.slug, beta.slug, idle.slug].sort());
  expect([...rows.keys()]).not.toContain(stranger.slug);
  const drop = { id: alpha.secondNumberId, name: "Back office", status: "failed" };
  expect(rows.get(alpha.slug)).toEqual({
    ...{ slug: alpha.slug, name: "Alpha", role: "admin", pictureVersion: null, deleteAt: null, locked: null },
    connection: {
      ...{ state: "no_events", health: "ok" },
      budget: { plan: "pro", requestsPerMinute: 40, sharedWith: [] },
    },
    numbers: { total: 2, drops: [{ ...drop, since: "2026-01-02T03:04:05.000Z" }] },
    events: { unread: { count: 5, more: false }, lastDay: { count: 5, more: false } },
    members: 2,
  });
  expect(rows.get(idle.slug)).toMatchObject({
    connection: { state: "missing", budget: null },
    numbers: { total: 0, drops: [] },
    events: { unread: { count: 0, more: false } },
    members: 1,
  });
});

test("a restricted member counts only what they see, there and not elsewhere", async () => {
  const [narrow, wide] = [await makeClient("Narrow"), await makeClient("Wide")];
  const person = await makeUser();
  await join(narrow.workspaceId, person.id, { onlyNumbers: [narrow.numberId] });
  await join(wide.workspaceId, person.id);
  const rows = await overviewOf(person);
  expect(rows.get(narrow.slug)).toMatchObject({
    numbers: { total: 1, drops: [] },
    events: { unread: { count: 3 }, lastDay: { count: 3 } },
  });
  expect(rows.get(wide.slug)).toMatchObject({
    numbers: { total: 2, drops: [{}] },
    events: { unread: { count: 5 }, lastDay: { count: 5 } },
  });

  const ofChat = and(eq(members.workspaceId, narrow.workspaceId), eq(members.userId, person.id));
  await systemDb().update(members).set({ assignedOnly: true }).where(ofChat);
  expect((await overviewOf(person)).get(narrow.slug)).toMatchObject({ events: { unread: { count: 0 } } });
  await makeChat(narrow.workspaceId, {
    ...{ sessionId: narrow.sessionId, chatId: "5511999999999@c.us" },
    assigneeId: person.id,
  });
  expect((await overviewOf(person)).get(narrow.slug)).toMatchObject({ events: { unread: { count: 3 } } });
});

test("what a role may not see is null, and a hidden phone number is hidden here too", async () => {
  const { workspaceId, slug, numberId } = await makeClient("Clinic");
  const [billing, agent] = [await makeUser(), await makeUser()];
  await join(workspaceId, billing.id, { role: "billing" });
  await join(workspaceId, agent.id, { hidePhones: true });
  const called = { name: "+49 151 23456789", status: "stopped" };
  await systemDb().update(numbers).set(called).where(eq(numbers.id, numberId));
  expect((await overviewOf(billing)).get(slug)).toMatchObject({
    ...{ locked: null, connection: null, numbers: null, events: null, members: null },
  });
  const seen = JSON.stringify((await overviewOf(agent)).get(slug));
  expect(seen).toContain("•••89");
  expect(seen).not.toContain("23456789");
});

test("a workspace that wants a second factor tells nothing before there is one; a suspended member has no row", async () => {
  const [strict, left] = [await makeClient("Strict"), await makeClient("Left")];
  const person = await makeUser();
  await join(strict.workspaceId, person.id, { role: "owner" });
  await join(left.workspaceId, person.id, { suspendedAt: new Date() });
  await systemDb()
    .update(workspaces)
    .set({ twoFactorRequired: true })
    .where(eq(workspaces.id, strict.workspaceId));
  const rows = await overviewOf(person);
  expect([...rows.keys()]).toEqual([strict.slug]);
  expect(rows.get(strict.slug)).toMatchObject({
    ...{
      locked: "security.second_factor_required",
      connection: null,
      numbers: null,
      events: null,
      members: null,
    },
  });
});

test("says which of a person's own workspaces share one MoltFlow account, and of others' nothing", async () => {
  const clients = [await makeClient("One"), await makeClient("Two"), await makeClient("Three")];
  const [one, two, three] = clients;
  const person = await makeUser();
  for (const client of [one, two]) if (client) await join(client.workspaceId, person.id);
  const upstreamTenantId = newId();
  for (const client of clients) {
    const own = eq(connections.workspaceId, client.workspaceId);
    await systemDb().update(connections).set({ upstreamTenantId }).where(own);
  }
  const rows = await overviewOf(person);
  expect(rows.get(one?.slug ?? "")?.connection?.budget?.sharedWith).toEqual(["Two"]);
  expect(JSON.stringify([...rows.values()])).not.toContain(upstreamTenantId);
  expect(JSON.stringify([...rows.values()])).not.toContain("Three");
  await join(three?.workspaceId ?? "", person.id, { role: "billing" });
  expect((await overviewOf(person)).get(one?.slug ?? "")?.connection?.budget?.sharedWith).toEqual(["Two"]);
});

test("seen moves only forward, not past the newest event, and for the member alone", async () => {
  const { workspaceId, slug: workspace, owner } = await makeClient("Inbox");
  const other = await makeUser();
  await join(workspaceId, other.id);
  const { workspaces } = await callerOf(owner);
  const unread = async (person: typeof owner) =>
    (await overviewOf(person)).get(workspace)?.events?.unread.count;
  await workspaces.markSeen({ workspace, seq: 3 });
  expect(await unread(owner)).toBe(2);
  await workspaces.markSeen({ workspace, seq: 1 });
  expect(await unread(owner)).toBe(2);
  await Promise.all([4, 2, 5, 1, 3].map((seq) => workspaces.markSeen({ workspace, seq })));
  expect(await unread(owner)).toBe(0);
  await workspaces.markSeen({ workspace, seq: Number.MAX_SAFE_INTEGER });
  const [row] = await systemDb().select().from(members).where(eq(members.userId, owner.id));
  expect(row?.seenSeq).toBe(5);
  expect(await unread(other)).toBe(5);
  await expect(workspaces.markSeen({ workspace, seq: -1 })).rejects.toMatchObject({ code: "BAD_REQUEST" });
});

test("events of yesterday are unread but not of the last day", async () => {
  const { workspaceId, slug, owner } = await makeClient("Old");
  const receivedAt = new Date(Date.now() - 25 * 3_600_000);
  const old = and(eq(events.workspaceId, workspaceId), eq(events.seq, 1));
  await systemDb().update(events).set({ receivedAt }).where(old);
  expect((await overviewOf(owner)).get(slug)?.events).toEqual({
    ...{ unread: { count: 5, more: false }, lastDay: { count: 4, more: false } },
  });
});

test("counts only among the newest events, and says that there are more", async () => {
  const { workspaceId, slug, owner, inboxId } = await makeClient("Busy");
  const counter = { lastSeq: 6_000 };
  await systemDb()
    .update(workspaceCounters)
    .set(counter)
    .where(eq(workspaceCounters.workspaceId, workspaceId));
  await makeEvent(workspaceId, inboxId, "new");
  expect((await overviewOf(owner)).get(slug)?.events).toEqual({
    ...{ unread: { count: 1, more: true }, lastDay: { count: 1, more: true } },
  });
});

test("a person with fifty workspaces gets all of them", async () => {
  const agency = await makeUser();
  const names = Array.from({ length: 50 }, (_, index) => `Client ${String(index).padStart(2, "0")}`);
  for (const name of names) await createWorkspace(agency.id, { name, slug: `c-${newId().slice(-12)}` });
  const rows = await overviewOf(agency);
  expect([...rows.values()].map(({ name }) => name)).toEqual(names);
});
