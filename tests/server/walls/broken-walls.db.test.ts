import { eq } from "drizzle-orm";
import { beforeEach, describe, expect, test, vi } from "vitest";
import { systemDb } from "#db/client.ts";
import { members, workspaceSlugs } from "#db/schema/index.ts";
import type * as visibility from "#server/inbox/visibility.ts";
import type { LeakTestResult } from "#server/walls/schemas.ts";
import type * as memberships from "#server/workspaces/reads.ts";
import { callerOf } from "#tests/support/callers.ts";
import { makeConnectedNumber, makeStoredReads, makeWorkspace } from "#tests/support/factories.ts";
import { withoutRowSecurity } from "../../walls/support/rows.ts";

/** Which walls this test has taken down. */
const down = vi.hoisted(() => ({ finders: false, door: false }));

vi.mock("#server/inbox/visibility.ts", async (original) => {
  const real = await original<typeof visibility>();
  return {
    ...real,
    numbersInSight: (...args: Parameters<typeof real.numbersInSight>) =>
      down.finders ? undefined : real.numbersInSight(...args),
    visibleEvents: (...args: Parameters<typeof real.visibleEvents>) =>
      down.finders ? undefined : real.visibleEvents(...args),
  };
});

vi.mock("#server/workspaces/reads.ts", async (original) => {
  const real = await original<typeof memberships>();
  return {
    ...real,
    // Lets everybody in as whoever is the owner there.
    findMembership: async (userId: string, slug: string) => {
      if (!down.door) return real.findMembership(userId, slug);
      const [owner] = await systemDb()
        .select({ userId: members.userId })
        .from(members)
        .innerJoin(workspaceSlugs, eq(workspaceSlugs.workspaceId, members.workspaceId))
        .where(eq(workspaceSlugs.slug, slug));
      return owner ? real.findMembership(owner.userId, slug) : null;
    },
  };
});

beforeEach(() => {
  Object.assign(down, { finders: false, door: false });
});

async function runLeakTest(): Promise<LeakTestResult[]> {
  const { workspaceId, slug, owner } = await makeWorkspace();
  const { connectionId } = await makeConnectedNumber(workspaceId);
  await makeStoredReads(workspaceId, connectionId);
  const api = await callerOf(owner);
  const { report } = await api.walls.runLeakTest({ workspace: slug });
  return report?.results ?? [];
}

const failed = (results: LeakTestResult[], origin: LeakTestResult["origin"]) =>
  results.filter((result) => result.origin === origin && !result.passed);

describe("the leak test turns red when a wall is down", () => {
  test("the allowlist in the finders: numbers outside it are seen, those of others still are not", async () => {
    down.finders = true;
    const results = await runLeakTest();
    const leaks = failed(results, "outside_allowlist");
    const paths = ["numbers.get", "numbers.list", "inbox.event", "inbox.events", "messages.forEvent", "live"];
    for (const path of paths) {
      expect(leaks.find((leak) => leak.path === path)?.answer, path).toBe("leaked.shown");
    }
    // Row security stands behind the finders.
    expect(failed(results, "other_workspace")).toEqual([]);
  });

  test("the finders and row security: numbers of others are seen too", async () => {
    down.finders = true;
    let results: LeakTestResult[] = [];
    await withoutRowSecurity(async () => {
      results = await runLeakTest();
    });
    const paths = failed(results, "other_workspace").map(({ path }) => path);
    expect(paths).toContain("numbers.get");
    expect(paths).toContain("numbers.list");
  });

  test("the door: whatever bears the other address is answered", async () => {
    down.door = true;
    const results = await runLeakTest();
    const through = failed(results, "other_workspace").filter(({ probe }) => probe === "address");
    expect(through.find(({ path }) => path === "members.list")?.answer).toBe("leaked.shown");
    expect(through.map(({ answer }) => answer)).toContain("leaked.changed");
    expect(failed(results, "outside_allowlist")).toEqual([]);
  });

  test("with all of them standing it is green, and it never says what leaked", async () => {
    const results = await runLeakTest();
    expect(results.filter(({ passed }) => !passed)).toEqual([]);
    expect(JSON.stringify(results)).not.toMatch(/canary|leak-test:/);
  });
});
