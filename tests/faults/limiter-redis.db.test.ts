import { setTimeout as sleep } from "node:timers/promises";
import { afterEach, beforeEach, expect, test } from "vitest";
import { makeWorkspace } from "#tests/support/factories.ts";
import { type RedisServer, startRedisServer } from "#tests/support/redis.ts";
import { loadLimiter, mostInWindow, mostPossible, mostSeenInWindow } from "./support/limiter-load.ts";

let redis: RedisServer;
beforeEach(async () => {
  redis = await startRedisServer();
}, 60_000);
afterEach(() => redis.stop());

test("64 callers in four processes never pass the limit in Redis by one, and get 99 % of it", async () => {
  const { workspaceId } = await makeWorkspace();
  const load = { workspaceId, limit: 60, windowMs: 5_000, durationMs: 9_000, redisUrl: redis.url };
  const { served, refused } = await loadLimiter(load);
  expect(mostInWindow(served, load.windowMs)).toBeLessThanOrEqual(load.limit);
  expect(mostSeenInWindow(served, load.windowMs)).toBeLessThanOrEqual(load.limit);
  expect(served.length).toBeGreaterThanOrEqual(mostPossible(load) * 0.99);
  expect(refused).toBeGreaterThan(served.length);
}, 60_000);

test("Redis dies under load and comes back: decisions go on, nobody sees an error, one window is passed at most", async () => {
  const { workspaceId } = await makeWorkspace();
  const [windowMs, limit] = [2_000, 60];
  let [diedMs, backMs] = [0, 0];
  const onStart = async () => {
    await sleep(4_500);
    diedMs = Date.now();
    await redis.signal("SIGKILL");
    await sleep(5_000);
    await redis.start();
    backMs = Date.now();
  };
  // A caller that met an error would end its process, and the load with it.
  const load = { workspaceId, limit, windowMs, durationMs: 14_500, redisUrl: redis.url, onStart };
  const { served, slowestMs } = await loadLimiter(load);
  const between = (fromMs: number, toMs: number) =>
    served.filter(({ atMs }) => atMs >= fromMs && atMs < toMs);
  const turnedMs = windowMs + 500;
  const spans = [
    between(0, diedMs),
    between(diedMs + turnedMs, backMs),
    between(backMs + turnedMs, Number.POSITIVE_INFINITY),
  ];
  for (const span of spans) expect(mostInWindow(span, windowMs)).toBeLessThanOrEqual(limit);
  expect(mostInWindow(served, windowMs)).toBeLessThanOrEqual(2 * limit);
  expect(between(diedMs, backMs).length).toBeGreaterThan(limit);
  expect(served.length).toBeGreaterThanOrEqual(mostPossible(load) * 0.9);
  expect(slowestMs).toBeLessThan(5_000);
}, 60_000);
