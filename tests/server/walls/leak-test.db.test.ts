import { eq } from "drizzle-orm";
import { beforeEach, describe, expect, test } from "vitest";
import { systemDb, systemSql } from "#db/client.ts";
import { auditEntries, members, numbers } from "#db/schema/index.ts";
import { countAttempt } from "#server/auth/index.ts";
import { makeCanary, sweepCanaries } from "#server/walls/canary.ts";
import { hasPassed } from "#server/walls/schemas.ts";
import { callerOf } from "#tests/support/callers.ts";
import {
  makeConnectedNumber,
  makeInbox,
  makeStoredReads,
  makeUser,
  makeWorkspace,
} from "#tests/support/factories.ts";
import { fingerprintOf } from "../../walls/support/rows.ts";

type Place = Awaited<ReturnType<typeof makePlace>>;
async function makePlace() {
  const workspace = await makeWorkspace();
  const { connectionId } = await makeConnectedNumber(workspace.workspaceId);
  await makeStoredReads(workspace.workspaceId, connectionId);
  await makeInbox(workspace.workspaceId);
  return { ...workspace, api: await callerOf(workspace.owner) };
}

let place: Place;
beforeEach(async () => {
  place = await makePlace();
});

/** Every row of every table that bears the mark of a canary. */
async function findCanaries(): Promise<string[]> {
  const tables = await systemSql()<{ name: string }[]>`
    select format('%I', tablename) as name from pg_tables where schemaname = 'public'`;
  const found = tables.map(async ({ name }) => {
    const rows = await systemSql().unsafe(
      `select 1 from ${name} t where t::text like '%leak-test:%' or t::text like '%canary-%'`,
    );
    return rows.map(() => name);
  });
  return (await Promise.all(found)).flat();
}

/** What a run leaves: its report, a number that it used up, and answers of MoltFlow that its lists read. */
async function withoutReport(workspaceId: string) {
  const {
    leak_tests: _report,
    workspace_counters: _counter,
    upstream_reads: _answers,
    ...rest
  } = await fingerprintOf(workspaceId);
  return rest;
}

describe("a run", () => {
  test("finds that the walls hold, and leaves nothing but its report", async () => {
    const { workspaceId, slug, api, owner } = place;
    const before = await withoutReport(workspaceId);
    const state = await api.walls.runLeakTest({ workspace: slug });
    const { results = [], startedBy } = state.report ?? {};
    expect(results.filter(({ passed }) => !passed)).toEqual([]);
    expect(state.running).toBe(false);
    expect(startedBy?.email).toBe(owner.email);
    for (const origin of ["other_workspace", "outside_allowlist"]) {
      expect(results.filter((result) => result.origin === origin).length).toBeGreaterThan(20);
    }
    expect(await api.walls.lastReport({ workspace: slug })).toEqual(state);
    expect(await withoutReport(workspaceId)).toEqual(before);
    expect(await findCanaries()).toEqual([]);
    const audit = await systemDb()
      .select()
      .from(auditEntries)
      .where(eq(auditEntries.workspaceId, workspaceId));
    expect(audit.at(-1)).toMatchObject({
      action: "walls.test",
      actorId: owner.id,
      details: { tried: results.length, leaks: 0 },
    });
    expect(audit.filter(({ action }) => action === "walls.test")).toHaveLength(1);
  });

  test("needs no connection", async () => {
    const { slug, owner } = await makeWorkspace();
    const api = await callerOf(owner);
    const { report } = await api.walls.runLeakTest({ workspace: slug });
    expect(report && hasPassed(report)).toBe(true);
  });

  test("is for owners and admins, and shows others no report", async () => {
    const { workspaceId, slug } = place;
    const person = await makeUser();
    await systemDb().insert(members).values({ workspaceId, userId: person.id, role: "agent" });
    const api = await callerOf(person);
    const refused = { code: "FORBIDDEN" };
    await expect(api.walls.runLeakTest({ workspace: slug })).rejects.toMatchObject(refused);
    await expect(api.walls.lastReport({ workspace: slug })).rejects.toMatchObject(refused);
  });
});

describe("limits", () => {
  test("of two runs at once one is refused", async () => {
    const { slug, api } = place;
    const runs = await Promise.allSettled([1, 2].map(() => api.walls.runLeakTest({ workspace: slug })));
    const refused = runs.flatMap((run) => (run.status === "rejected" ? [run.reason] : []));
    expect(refused).toEqual([expect.objectContaining({ code: "CONFLICT" })]);
    expect((await api.walls.lastReport({ workspace: slug })).report).not.toBeNull();
  });

  test("after six in an hour the workspace has to wait", async () => {
    const { workspaceId, slug, api } = place;
    const anHour = { limit: 6, windowMs: 3_600_000 };
    for (let run = 0; run < 6; run++) await countAttempt("leak-test", workspaceId, anHour);
    await expect(api.walls.runLeakTest({ workspace: slug })).rejects.toMatchObject({
      cause: { reason: "walls.too_often" },
    });
  });
});

describe("canaries of a run that died", () => {
  test("go with the next sweep, and those of a run that goes on stay", async () => {
    const dead = await makeCanary(place.workspaceId);
    await sweepCanaries();
    expect(await findCanaries()).not.toEqual([]);
    await sweepCanaries(new Date(Date.now() + 11 * 60_000));
    expect(await findCanaries()).toEqual([]);
    expect(dead.slug).toMatch(/^leak-test:/);
  });

  test("a sweep takes nothing that is somebody's", async () => {
    const { workspaceId, slug, api } = place;
    await systemDb()
      .update(numbers)
      .set({ name: "leak-test: canary" })
      .where(eq(numbers.workspaceId, workspaceId));
    const before = await fingerprintOf(workspaceId);
    await sweepCanaries(new Date(Date.now() + 11 * 60_000));
    expect(await fingerprintOf(workspaceId)).toEqual(before);
    expect(await api.numbers.list({ workspace: slug })).toHaveLength(1);
  });
});
