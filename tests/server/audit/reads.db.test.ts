import { eq } from "drizzle-orm";
import { expect, test } from "vitest";
import { systemDb } from "#db/client.ts";
import { apiTokens, members } from "#db/schema/index.ts";
import { listAudit, listAuditFilters } from "#server/audit/reads.ts";
import { listAuditSchema } from "#server/audit/schemas.ts";
import { digest, newId } from "#server/core/ids.ts";
import { callerOf } from "#tests/support/callers.ts";
import { makeConnectedNumber, makeUser, makeWorkspace } from "#tests/support/factories.ts";
import { recordAll, recordAt } from "./support.ts";

const list = (workspaceId: string, input: object = {}) =>
  listAudit(workspaceId, listAuditSchema.parse(input));

async function makeLog() {
  const { workspaceId, slug, owner } = await makeWorkspace();
  const tokenId = newId();
  await systemDb()
    .insert(apiTokens)
    .values({
      ...{ workspaceId, id: tokenId, name: "Nightly", scopes: [], hint: "mdk_…", tokenHash: digest(newId()) },
    });
  const { numberId } = await makeConnectedNumber(workspaceId);
  const token = { kind: "token", tokenId, userId: null, ip: "203.0.113.9" } as const;
  await recordAll(workspaceId, [
    { actor: { kind: "member", userId: owner.id }, action: "number.start", target: numberId },
    {
      actor: token,
      action: "number.stop",
      target: numberId,
      details: { before: { status: "working" }, after: { status: "stopped" } },
    },
    { actor: token, action: "members.manage", outcome: "refused", details: { reason: "token.scope" } },
    { actor: { kind: "automation", name: "night shift" }, action: "message.send" },
    { actor: { kind: "member", userId: "gone" }, action: "numbering.act" },
    { action: "number.delete" },
  ]);
  return { workspaceId, slug, owner, tokenId, numberId };
}

const seqs = async (workspaceId: string, input: object) =>
  (await list(workspaceId, input)).entries.map(({ seq }) => seq);

test("entries tell who, what, to what, and their place in the chain", async () => {
  const { workspaceId, owner, tokenId, numberId } = await makeLog();
  const { entries } = await list(workspaceId);
  expect(entries.map(({ seq }) => seq)).toEqual([7, 6, 5, 4, 3, 2, 1]);
  expect(entries[4]).toMatchObject({
    actor: { kind: "token", id: tokenId, name: "Nightly" },
    target: { id: numberId, name: "Front desk" },
    ip: "203.0.113.9",
    details: { before: { status: "working" }, after: { status: "stopped" } },
    outcome: "done",
    prevHash: entries[5]?.hash,
  });
  expect(entries[5]?.actor).toEqual({ kind: "member", id: owner.id, name: owner.name });
  expect(entries[1]?.actor).toEqual({ kind: "member", id: "gone", name: null });
});

test("each filter, and several at once", async () => {
  const { workspaceId, owner, tokenId, numberId } = await makeLog();
  const found = (input: object) => seqs(workspaceId, input);
  expect(await found({ actor: owner.id })).toEqual([2, 1]);
  expect(await found({ actor: tokenId })).toEqual([4, 3]);
  expect(await found({ actor: "token" })).toEqual([4, 3]);
  expect(await found({ actor: "operator" })).toEqual([7]);
  expect(await found({ actor: "night shift" })).toEqual([5]);
  expect(await found({ action: "number.stop" })).toEqual([3]);
  expect(await found({ action: "number" })).toEqual([7, 3, 2]);
  expect(await found({ action: "num" })).toEqual([]);
  expect(await found({ outcome: "refused" })).toEqual([4]);
  expect(await found({ target: numberId })).toEqual([3, 2]);
  expect(await found({ target: numberId, actor: tokenId, action: "number", outcome: "done" })).toEqual([3]);
  expect(await found({ actor: "%", target: "' or 1=1" })).toEqual([]);
});

test("pages follow on each other without a gap, with every filter, also while entries arrive", async () => {
  const { workspaceId } = await makeLog();
  await recordAll(workspaceId, 30);
  for (const filter of [{}, { action: "test" }, { actor: "operator" }, { from: "2020-01-01T00:00:00Z" }]) {
    const all = await seqs(workspaceId, { ...filter, limit: 100 });
    const paged: number[] = [];
    for (let before: number | null | undefined; before !== null; ) {
      const page: Awaited<ReturnType<typeof list>> = await list(workspaceId, {
        ...filter,
        limit: 7,
        ...(before && { before }),
      });
      paged.push(...page.entries.map(({ seq }) => seq));
      before = page.nextBefore;
      await recordAll(workspaceId, 1);
    }
    expect(paged).toEqual(all);
  }
});

test("a span of time is exact even where clocks jumped", async () => {
  const { workspaceId } = await makeWorkspace();
  const times = ["2025-01-01", "2025-03-01", "2031-01-01", "2025-03-02", "2025-06-01"];
  for (const time of times) await recordAt(workspaceId, new Date(time));
  const within = (from: string, to: string) =>
    seqs(workspaceId, { from: `${from}T00:00:00Z`, to: `${to}T00:00:00Z` });
  expect(await within("2025-02-01", "2025-04-01")).toEqual([5, 3]);
  expect(await within("2030-01-01", "2032-01-01")).toEqual([4]);
  expect(await within("2025-01-01", "2025-01-01")).toEqual([2]);
});

test("filters name what occurs, and nothing of another workspace", async () => {
  const { workspaceId, owner, tokenId } = await makeLog();
  const other = await makeWorkspace();
  await recordAll(other.workspaceId, [
    { action: "other.act", actor: { kind: "member", userId: "somebody" } },
  ]);
  const { actions, actors } = await listAuditFilters(workspaceId);
  expect(actions).toEqual(expect.arrayContaining(["number.start", "members.manage", "workspace.create"]));
  expect(actions).not.toContain("other.act");
  expect(actors).toEqual(
    expect.arrayContaining([
      { kind: "member", id: owner.id, name: owner.name },
      { kind: "token", id: tokenId, name: "Nightly" },
      { kind: "automation", id: "night shift", name: null },
      { kind: "operator", id: null, name: null },
    ]),
  );
  expect(actors.map(({ id }) => id)).not.toContain("somebody");
});

test("who leaves keeps their id in the log, and no name of a workspace's stranger is shown", async () => {
  const { workspaceId, slug, owner } = await makeWorkspace();
  const person = await makeUser();
  const stranger = await makeUser();
  await systemDb().insert(members).values({ workspaceId, userId: person.id, role: "admin" });
  const caller = await callerOf(person);
  await recordAll(workspaceId, [
    { actor: { kind: "member", userId: person.id } },
    { actor: { kind: "member", userId: stranger.id } },
  ]);
  const { entries } = await caller.audit.list({ workspace: slug });
  expect(entries.map(({ actor }) => actor.name)).toEqual([null, person.name, owner.name]);
  await systemDb().delete(members).where(eq(members.userId, person.id));
  expect((await list(workspaceId)).entries[1]?.actor).toEqual({ kind: "member", id: person.id, name: null });
  await expect(caller.audit.list({ workspace: slug })).rejects.toThrow();
});

test("members without the right neither list nor verify; whoever has it learns that the chain is whole", async () => {
  const { workspaceId, slug, owner } = await makeWorkspace();
  const agent = await makeUser();
  await systemDb().insert(members).values({ workspaceId, userId: agent.id, role: "agent" });
  const refused = await callerOf(agent);
  await expect(refused.audit.list({ workspace: slug })).rejects.toThrow("role");
  await expect(refused.audit.filters({ workspace: slug })).rejects.toThrow("role");
  await expect(refused.audit.verify({ workspace: slug })).rejects.toThrow("role");
  const caller = await callerOf(owner);
  const [one, two] = await Promise.all([
    caller.audit.verify({ workspace: slug }),
    caller.audit.verify({ workspace: slug }),
  ]);
  expect(one).toMatchObject({ fault: null, firstSeq: 1 });
  expect(two).toEqual(one);
});
