import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { systemDb } from "#db/client.ts";
import { billingAccounts } from "#db/schema/index.ts";
import { Limiter } from "#server/limiter/limiter.ts";
import { postgresMinutes } from "#server/limiter/postgres-minutes.ts";
import type { RedisMinutes } from "#server/limiter/redis-minutes.ts";
import { makeWorkspace } from "#tests/support/factories.ts";
import { type RedisServer, startRedisServer } from "#tests/support/redis.ts";
import { askAs, connectTo, limiterOf, sellPlans } from "./fixtures.ts";

sellPlans();

let server: RedisServer;
/** Each process has a connection of its own. */
let connections: RedisMinutes[];
beforeAll(async () => {
  server = await startRedisServer();
  connections = await Promise.all(
    Array.from({ length: 4 }, () => connectTo(server.url, { patienceMs: 2_000 })),
  );
}, 60_000);
afterAll(async () => {
  for (const one of connections) one.stop();
  await server.stop();
});

const allowed = (verdicts: readonly { allowed: boolean }[]) => verdicts.filter((one) => one.allowed).length;

describe.each(["postgres", "redis"] as const)("in %s", (where) => {
  const redis = (process: number) => (where === "redis" ? (connections[process] ?? null) : null);
  const storedMinute = async (workspaceId: string) =>
    (await (redis(0) ?? postgresMinutes).read(workspaceId)).minute;

  test("callers of several processes at once never pass the limit, and get all of it", async () => {
    const { workspaceId } = await makeWorkspace();
    const processes = Array.from({ length: 4 }, (_, n) => limiterOf(25, 60_000, redis(n)));
    const asks = processes.flatMap((one, process) =>
      Array.from({ length: 16 }, (_, caller) => one.ask(workspaceId, askAs(`${process}-${caller}`))),
    );
    expect(allowed(await Promise.all(asks))).toBe(25);
  });

  test("who asks at the same moment in one process is decided at once", async () => {
    const { workspaceId } = await makeWorkspace();
    const one = limiterOf(60, 60_000, redis(0));
    await one.ask(workspaceId, askAs("warm"));
    const verdicts = await Promise.all(Array.from({ length: 10 }, () => one.ask(workspaceId, askAs("ana"))));
    const instants = new Set(verdicts.map((verdict) => (verdict.allowed ? verdict.atMs : 0)));
    expect(instants.size).toBe(1);
    expect(verdicts[9]?.status.remaining).toBe(49);
  });

  test("whoever waits as long as they were told has a place", async () => {
    const { workspaceId } = await makeWorkspace();
    const one = limiterOf(2, 400, redis(0));
    await Promise.all([one.ask(workspaceId, askAs("ana")), one.ask(workspaceId, askAs("ana"))]);
    const refused = await one.ask(workspaceId, askAs("ben"));
    if (refused.allowed) throw new Error("The minute was full.");
    expect(refused).toMatchObject({ because: "minute" });
    // Node's timers may be a millisecond early.
    await new Promise((resolve) => setTimeout(resolve, refused.retryAfterMs + 1));
    expect(await one.ask(workspaceId, askAs("ben"))).toMatchObject({ allowed: true });
  });

  test("a place that was given back is free", async () => {
    const { workspaceId } = await makeWorkspace();
    const one = limiterOf(1, 60_000, redis(0));
    const taken = await one.ask(workspaceId, askAs("ana", "send"));
    expect(taken.allowed).toBe(true);
    expect((await one.ask(workspaceId, askAs("ben"))).allowed).toBe(false);
    if (taken.allowed) await one.giveBack(workspaceId, "ana", taken.atMs);
    expect((await limiterOf(1, 60_000, redis(1)).ask(workspaceId, askAs("ben"))).allowed).toBe(true);
  });

  test("a bigger plan counts within a second, and the minute so far with it", async () => {
    const { workspaceId } = await makeWorkspace();
    const one = new Limiter({ redis: () => redis(0) });
    const asks = () => Promise.all(Array.from({ length: 45 }, () => one.ask(workspaceId, askAs("ana"))));
    const before = await asks();
    expect(allowed(before)).toBe(10);
    expect(before[0]?.status.limit).toMatchObject({ value: 10, from: "plan" });
    await systemDb().insert(billingAccounts).values({ workspaceId, grantedPlan: "pro" });
    await new Promise((resolve) => setTimeout(resolve, 1_100));
    expect(allowed(await asks())).toBe(30);
  });

  test("a smaller limit is kept within a second", async () => {
    const { workspaceId } = await makeWorkspace();
    const one = new Limiter({ redis: () => redis(0) });
    await one.ask(workspaceId, askAs("ana"));
    await systemDb()
      .insert(billingAccounts)
      .values({ workspaceId, grantedLimits: { requestsPerMinute: 3 } });
    await new Promise((resolve) => setTimeout(resolve, 1_100));
    const verdicts = await Promise.all(Array.from({ length: 5 }, () => one.ask(workspaceId, askAs("ana"))));
    expect(allowed(verdicts)).toBe(2);
    expect(verdicts[0]?.status.limit).toMatchObject({ value: 3, from: "operator" });
  });

  test("looking takes no place, and tells of a minute that was never used", async () => {
    const { workspaceId } = await makeWorkspace();
    const one = limiterOf(10, 60_000, redis(0));
    expect(await one.look(workspaceId)).toMatchObject({ remaining: 10, resetMs: 0 });
    await one.ask(workspaceId, askAs("ana"));
    const { remaining, resetMs } = await one.look(workspaceId);
    expect(remaining).toBe(9);
    expect(resetMs).toBeGreaterThan(59_000);
    expect((await one.look(workspaceId)).remaining).toBe(9);
  });

  test("what is stored stays small, and goes with the workspace's minute", async () => {
    const { workspaceId } = await makeWorkspace();
    const one = limiterOf(600, 300, redis(0));
    await Promise.all(Array.from({ length: 600 }, (_, n) => one.ask(workspaceId, askAs(`lane-${n % 20}`))));
    await new Promise((resolve) => setTimeout(resolve, 350));
    await one.ask(workspaceId, askAs("ana"));
    const minute = await storedMinute(workspaceId);
    expect(minute).toMatchObject({ lanes: ["ana"], claims: [] });
    expect(minute.taken).toHaveLength(1);
  });

  test("members take turns, in whichever process each of them asks", async () => {
    const { workspaceId } = await makeWorkspace();
    const processes = Array.from({ length: 4 }, (_, n) => limiterOf(4, 200, redis(n)));
    const turns = new Map<string, number>();
    const untilMs = Date.now() + 3_000;
    const keepAsking = async (one: Limiter, lane: string) => {
      while (Date.now() < untilMs) {
        const verdict = await one.ask(workspaceId, askAs(lane));
        if (verdict.allowed) turns.set(lane, (turns.get(lane) ?? 0) + 1);
        else await new Promise((resolve) => setTimeout(resolve, Math.min(verdict.retryAfterMs, 10)));
      }
    };
    // One lane has sixteen callers, the others have one each.
    const busy = Array.from({ length: 4 }, () => processes.map((one) => keepAsking(one, "busy"))).flat();
    await Promise.all([...busy, ...processes.map((one, n) => keepAsking(one, `modest-${n}`))]);
    const counts = [...turns.values()];
    expect(turns.size).toBe(5);
    // By callers it would be sixteen to one. The first minute may be one lane's, for nobody waits yet.
    expect(Math.max(...counts)).toBeLessThanOrEqual(2 * Math.min(...counts));
  });

  test("a workspace's minute is nobody else's", async () => {
    const [{ workspaceId: ours }, { workspaceId: theirs }] = [await makeWorkspace(), await makeWorkspace()];
    const one = limiterOf(2, 60_000, redis(0));
    await Promise.all([one.ask(ours, askAs("ana")), one.ask(ours, askAs("ana"))]);
    expect((await one.ask(ours, askAs("ana"))).allowed).toBe(false);
    expect((await one.look(theirs)).remaining).toBe(2);
  });
});
