import { createClient } from "redis";
import { afterEach, beforeEach, expect, test } from "vitest";
import type { RedisMinutes } from "#server/limiter/redis-minutes.ts";
import { makeWorkspace } from "#tests/support/factories.ts";
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

const ask = (limiter: ReturnType<typeof limiterOf>, calls: number) =>
  Promise.all(Array.from({ length: calls }, () => limiter.ask(workspaceId, askAs("ana"))));
const allowed = (verdicts: readonly { allowed: boolean }[]) => verdicts.filter((one) => one.allowed).length;

test("what was taken in Redis counts in Postgres when Redis dies, and the other way round when it is back", async () => {
  const one = limiterOf(10, 60_000, redis);
  expect(allowed(await ask(one, 4))).toBe(4);
  await server.signal("SIGKILL");
  expect(await ask(one, 3)).toMatchObject([{ allowed: true }, { allowed: true }, { allowed: true }]);
  expect((await one.look(workspaceId)).remaining).toBe(3);
  await server.start();
  await isReady(redis);
  // It remembers nothing.
  expect((await redis.read(workspaceId)).version).toBeNull();
  expect((await one.look(workspaceId)).remaining).toBe(3);
  expect(allowed(await ask(one, 5))).toBe(3);
  expect((await redis.read(workspaceId)).minute.taken).toHaveLength(10);
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
