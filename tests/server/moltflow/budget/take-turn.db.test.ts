import { spawn } from "node:child_process";
import { setTimeout as sleep } from "node:timers/promises";
import { eq } from "drizzle-orm";
import { afterAll, beforeAll, expect, test, vi } from "vitest";
import { systemDb } from "#db/client.ts";
import { budgetTenants, budgetTurns } from "#db/schema/index.ts";
import { type RunningSandbox, startMoltflowSandbox } from "#sandbox/moltflow/server.ts";
import { newId } from "#server/core/ids.ts";
import { hearAnswer } from "#server/moltflow/budget/hear-answer.ts";
import { readBudget } from "#server/moltflow/budget/read-budget.ts";
import { keyOf, type Tenant } from "#server/moltflow/budget/store.ts";
import { type Ask, BudgetWait, takeTurn } from "#server/moltflow/budget/take-turn.ts";
import {
  createMoltflowClient,
  forgetQuietTurns,
  MoltflowError,
  standInLine,
} from "#server/moltflow/index.ts";
import { callsAt, makeTenant } from "../../connections/fixtures.ts";

let sandbox: RunningSandbox;
beforeAll(async () => {
  sandbox = await startMoltflowSandbox({ port: 0, tenants: "none", allowPrivateUrls: true });
});
afterAll(async () => {
  await sandbox.close();
  expect(sandbox.contractViolations).toEqual([]);
});

const tenantOf = (requestsPerMinute: number): Tenant => ({
  ...{ baseUrl: "http://127.0.0.1:9", upstreamTenantId: newId(), requestsPerMinute },
});
const ask = (change: Partial<Ask> = {}): Ask => ({ class: "send", lane: "ada", ...change });
const turnsOf = (tenant: Tenant) =>
  systemDb()
    .select()
    .from(budgetTurns)
    .where(eq(budgetTurns.tenantKey, keyOf(tenant)));
const granted = async (tenant: Tenant) =>
  (await turnsOf(tenant)).filter(({ grantedAt }) => grantedAt !== null);

/** Takes turns in a process of its own until it is told that there is none. @returns how many it had */
function otherProcess(tenant: Tenant, lane: string): Promise<number> {
  const script = `
    import { takeTurn } from "#server/moltflow/budget/take-turn.ts";
    let turns = 0;
    for (;;) try { await takeTurn(${JSON.stringify(tenant)}, { class: "send", lane: ${JSON.stringify(lane)}, place: "x" + turns }); turns++; } catch { break; }
    process.stdout.write(String(turns));
    process.exit(0);`;
  const child = spawn(process.execPath, ["--input-type=module-typescript", "-e", script], {
    stdio: ["ignore", "pipe", "inherit"],
  });
  let said = "";
  child.stdout.on("data", (chunk: Buffer) => {
    said += chunk.toString();
  });
  return new Promise((resolve) => child.on("exit", () => resolve(Number(said))));
}

test("processes that take turns at once have as many together as the plan allows", async () => {
  const tenant = tenantOf(20);
  const had = await Promise.all(["ada", "ben", "eve"].map((lane) => otherProcess(tenant, lane)));
  expect(had.reduce((sum, turns) => sum + turns, 0)).toBe(20);
  expect(await granted(tenant)).toHaveLength(20);
  expect(await readBudget(tenant, null)).toMatchObject({ perMinute: 20, used: 20 });
}, 30_000);

test("calls at once in one process never exceed it, and who has no turn in time is told when", async () => {
  const tenant = tenantOf(10);
  const results = await Promise.allSettled(
    Array.from({ length: 15 }, (_, i) => takeTurn(tenant, ask({ lane: `person-${i}` }))),
  );
  expect(results.filter(({ status }) => status === "fulfilled")).toHaveLength(10);
  for (const result of results.filter((one) => one.status === "rejected")) {
    expect(result.reason).toBeInstanceOf(BudgetWait);
    expect(result.reason.retryAtMs - Date.now()).toBeGreaterThan(50_000);
  }
  // Nobody stands in line for somebody who has gone.
  expect(await turnsOf(tenant)).toHaveLength(10);
});

test("a turn of a process that died is used up, and holds up nobody", async () => {
  const tenant = tenantOf(10);
  const lost = newId();
  await takeTurn(tenant, ask());
  const at = new Date();
  const presentUntil = new Date(at.getTime() + 500);
  await systemDb()
    .insert(budgetTurns)
    .values({
      ...{ tenantKey: keyOf(tenant), id: lost, class: "send", lane: "gone", queuedAt: new Date(0) },
      ...{ presentUntil, keptUntil: presentUntil },
    });
  await sleep(600);
  await takeTurn(tenant, ask());
  expect((await turnsOf(tenant)).map(({ id }) => id)).not.toContain(lost);
});

test("a call waits while the account is paused, and goes after it without being told again", async () => {
  const tenant = tenantOf(10);
  const turn = await takeTurn(tenant, ask());
  const news = { remaining: 0, resetAtMs: Date.now() + 300, limited: true };
  await hearAnswer(tenant, ask(), turn, news);
  expect(await readBudget(tenant, null)).toMatchObject({ used: 10, pausedForMs: expect.any(Number) });
  const from = Date.now();
  await takeTurn(tenant, ask({ lane: "ben" }));
  expect(Date.now() - from).toBeGreaterThan(300);
});

test("a process whose clock is an hour off pauses the account no longer than MoltFlow said", async () => {
  const tenant = tenantOf(10);
  const turn = await takeTurn(tenant, ask());
  vi.useFakeTimers({ toFake: ["Date"], now: Date.now() + 3_600_000 });
  try {
    await hearAnswer(tenant, ask(), turn, { remaining: 0, resetAtMs: Date.now() + 5_000, limited: true });
  } finally {
    vi.useRealTimers();
  }
  const { pausedForMs } = await readBudget(tenant, null);
  expect(pausedForMs).toBeGreaterThan(4_000);
  expect(pausedForMs).toBeLessThan(10_000);
});

test("a screen looks again when a nudge may have left something out, then when the first call leaves the minute", async () => {
  const tenant = tenantOf(10);
  expect(await readBudget(tenant, null)).toMatchObject({ changesInMs: null });
  const looksIn = async () => (await readBudget(tenant, null)).changesInMs ?? 0;
  await takeTurn(tenant, ask());
  expect(await looksIn()).toBeLessThanOrEqual(2_000);
  const change = (to: Partial<typeof budgetTenants.$inferInsert>) =>
    systemDb()
      .update(budgetTenants)
      .set(to)
      .where(eq(budgetTenants.key, keyOf(tenant)));
  await change({ nudgedAt: new Date(Date.now() - 3_000) });
  expect(await looksIn()).toBeGreaterThan(50_000);
  await change({ pausedUntil: new Date(Date.now() + 30_000) });
  expect(await looksIn()).toBeLessThanOrEqual(30_000);
  // Whoever waits in a process that died is dropped without a word.
  const presentUntil = new Date(Date.now() + 5_000);
  await systemDb()
    .insert(budgetTurns)
    .values({
      ...{ tenantKey: keyOf(tenant), id: newId(), class: "send", lane: "gone", queuedAt: new Date() },
      ...{ presentUntil, keptUntil: presentUntil },
    });
  expect(await looksIn()).toBeLessThanOrEqual(5_000);
});

test("an account that nobody calls any more keeps no turns, and one in use loses none that count", async () => {
  const tenant = tenantOf(10);
  await takeTurn(tenant, ask());
  await forgetQuietTurns(new Date());
  expect(await granted(tenant)).toHaveLength(1);
  await forgetQuietTurns(new Date(Date.now() + 3 * 60_000));
  expect(await turnsOf(tenant)).toEqual([]);
});

test("a refused job goes back to where it stood, before those who came later", async () => {
  const tenant = tenantOf(10);
  const first = ask({ place: "message:1", sessionId: "s" });
  const turn = await takeTurn(tenant, first);
  await hearAnswer(tenant, first, turn, { remaining: 0, resetAtMs: Date.now() + 60_000, limited: true });
  await expect(takeTurn(tenant, ask({ place: "message:2", sessionId: "s" }))).rejects.toBeInstanceOf(
    BudgetWait,
  );
  await systemDb()
    .update(budgetTenants)
    .set({ pausedUntil: null, foreignCalls: 0 })
    .where(eq(budgetTenants.key, keyOf(tenant)));
  await expect(takeTurn(tenant, ask({ place: "message:2", sessionId: "s" }))).rejects.toBeInstanceOf(
    BudgetWait,
  );
  await takeTurn(tenant, first);
  await takeTurn(tenant, ask({ place: "message:2", sessionId: "s" }));
});

test("two that ask for the same thing at once each need a turn", async () => {
  const tenant = tenantOf(60);
  const same = ask({ class: "sync", lane: "desk", place: "listChats x" });
  const turns = await Promise.all([takeTurn(tenant, same), takeTurn(tenant, same)]);
  expect(new Set(turns).size).toBe(2);
});

test("at steady load MoltFlow never says that there are too many calls", async () => {
  const { key, tenantId } = await makeTenant(sandbox, "starter");
  const tenant = { baseUrl: sandbox.url, upstreamTenantId: tenantId, requestsPerMinute: 20 };
  const people = ["ada", "ben", "eve"].map((lane) =>
    createMoltflowClient({
      ...{ baseUrl: sandbox.url, apiKey: key },
      takeTurn: standInLine(tenant, ask({ class: "read", lane })),
    }),
  );
  const untilMs = Date.now() + 6_000;
  const work = people.map(async (client) => {
    while (Date.now() < untilMs) {
      try {
        await client.listSessions();
      } catch (error) {
        if (!(error instanceof MoltflowError) || error.kind !== "budget_wait") throw error;
        await sleep(200);
      }
    }
  });
  await Promise.all(work);
  const statuses = callsAt(sandbox, tenantId).map(({ status }) => status);
  expect(statuses.length).toBeGreaterThanOrEqual(17);
  expect(new Set(statuses)).toEqual(new Set([200]));
}, 30_000);
