import { createClient } from "redis";
import { afterEach, beforeEach, expect, test } from "vitest";
import { limiter } from "#server/limiter/index.ts";
import type { Limiter } from "#server/limiter/limiter.ts";
import { postgresMinutes } from "#server/limiter/postgres-minutes.ts";
import { RedisMinutes, startRedisMinutes } from "#server/limiter/redis-minutes.ts";
import { makeWorkspace } from "#tests/support/factories.ts";
import { freePort } from "#tests/support/free-port.ts";
import { type RedisServer, startRedisServer } from "#tests/support/redis.ts";
import { askAs, connectTo, isReady, limiterOf } from "./fixtures.ts";

let server: RedisServer;
let redis: RedisMinutes;
let workspaceId: string;
beforeEach(async () => {
  server = await startRedisServer();
  redis = await connectTo(server.url);
  ({ workspaceId } = await makeWorkspace());
}, 60_000);
afterEach(async () => {
  redis.stop();
  await server.stop();
});

const ask = (limiter: Limiter, calls: number) =>
  Promise.all(Array.from({ length: calls }, () => limiter.ask(workspaceId, askAs("ana"))));
const allowed = (verdicts: readonly { allowed: boolean }[]) => verdicts.filter((one) => one.allowed).length;
const inRedis = async () => (await redis.read(workspaceId)).minute.taken.length;
const passesMs = (ms: number) => new Promise((resolve) => setTimeout(resolve, ms));

test("what was taken in Redis counts in Postgres when Redis dies", async () => {
  const one = limiterOf(10, 60_000, redis);
  expect(allowed(await ask(one, 4))).toBe(4);
  expect(await inRedis()).toBe(4);
  await server.signal("SIGKILL");
  expect(await ask(one, 3)).toMatchObject([{ allowed: true }, { allowed: true }, { allowed: true }]);
  expect((await one.look(workspaceId)).remaining).toBe(3);
  expect(allowed(await ask(one, 5))).toBe(3);
}, 40_000);

test("a window after the last who could not use it Redis counts again, and what was taken meanwhile with it", async () => {
  const [one, other] = [limiterOf(10, 1_500, redis), limiterOf(10, 1_500, redis)];
  await server.signal("SIGKILL");
  await ask(one, 1);
  const leftMs = performance.now();
  await server.start();
  await isReady(redis);
  await passesMs(800 - (performance.now() - leftMs));
  expect(allowed(await ask(one, 2)) + allowed(await ask(other, 2))).toBe(4);
  expect(await inRedis()).toBe(0);
  await passesMs(1_550 - (performance.now() - leftMs));
  expect(allowed(await ask(one, 10))).toBe(6);
  expect(await inRedis()).toBe(10);
}, 40_000);

test("a Redis that hangs holds a call up for a moment, and the next ones not at all", async () => {
  const one = limiterOf(10, 60_000, redis);
  await ask(one, 1);
  await server.signal("SIGSTOP");
  const startMs = performance.now();
  expect(allowed(await ask(one, 1))).toBe(1);
  const firstMs = performance.now() - startMs;
  expect(firstMs).toBeGreaterThan(200);
  expect(firstMs).toBeLessThan(1_500);
  expect(redis.isReady()).toBe(false);
  const nextMs = performance.now();
  expect(allowed(await ask(one, 1))).toBe(1);
  expect(performance.now() - nextMs).toBeLessThan(200);
  await server.signal("SIGCONT");
  await isReady(redis);
  expect(allowed(await ask(one, 10))).toBe(7);
}, 40_000);

test("when one process alone cannot use Redis all others count with it in Postgres", async () => {
  const cutOff = new RedisMinutes(`redis://127.0.0.1:${await freePort()}`);
  const [limit, windowMs] = [10, 2_000];
  const [one, alone] = [limiterOf(limit, windowMs, redis), limiterOf(limit, windowMs, cutOff)];
  const served: number[] = [];
  const beginMs = Date.now();
  const keepAsking = async (limiter: Limiter, lane: string) => {
    while (Date.now() < beginMs + 4 * windowMs) {
      const verdict = await limiter.ask(workspaceId, askAs(lane));
      if (verdict.allowed) served.push(verdict.atMs);
      else await passesMs(Math.min(verdict.retryAfterMs, 20));
    }
  };
  await Promise.all([keepAsking(one, "ana"), keepAsking(one, "ben"), keepAsking(alone, "cleo")]);
  cutOff.stop();
  const mostSince = (fromMs: number) => {
    const late = served.filter((atMs) => atMs >= fromMs);
    return Math.max(...late.map((at) => late.filter((t) => t >= at && t < at + windowMs).length));
  };
  expect(mostSince(beginMs)).toBeLessThanOrEqual(2 * limit);
  // They look every second.
  expect(mostSince(beginMs + 1_200)).toBeLessThanOrEqual(limit);
  expect(served.length).toBeGreaterThan(3 * limit);
}, 40_000);

test("a minute that Redis forgot is known to whoever took a place in it", async () => {
  const one = limiterOf(10, 60_000, redis);
  await ask(one, 6);
  const client = createClient({ url: server.url });
  await client.connect();
  await client.flushAll();
  client.destroy();
  expect(allowed(await ask(one, 6))).toBe(4);
});

test("a place that another process gave back is not taken again by whoever saw it taken", async () => {
  const [one, other] = [limiterOf(2, 60_000, redis), limiterOf(2, 60_000, redis)];
  const [first] = await ask(one, 1);
  await ask(other, 1);
  if (first?.allowed) await one.giveBack(workspaceId, "ana", first.atMs);
  expect(allowed(await ask(other, 1))).toBe(1);
});

test("processes that turn to Postgres one after the other count what each knew once", async () => {
  const [one, other] = [limiterOf(10, 60_000, redis), limiterOf(10, 60_000, redis)];
  await ask(one, 3);
  await ask(other, 3);
  await server.signal("SIGKILL");
  expect(allowed(await ask(other, 1))).toBe(1);
  expect(allowed(await ask(one, 1))).toBe(1);
  expect((await one.look(workspaceId)).remaining).toBe(2);
}, 40_000);

test("this process counts in Redis from when it is told to until it leaves it", async () => {
  const started = await startRedisMinutes(server.url);
  expect((await limiter().ask(workspaceId, askAs("ana"))).allowed).toBe(true);
  expect(await inRedis()).toBe(1);
  started.stop();
  expect((await limiter().ask(workspaceId, askAs("ana"))).allowed).toBe(true);
  expect(await inRedis()).toBe(1);
  expect((await postgresMinutes.read(workspaceId)).minute.taken).toHaveLength(2);
});

test("a Redis that is not there does not keep a process from starting", async () => {
  const started = await startRedisMinutes(`redis://127.0.0.1:${await freePort()}`);
  expect((await limiter().ask(workspaceId, askAs("ana"))).allowed).toBe(true);
  started.stop();
});
