import { setTimeout as sleep } from "node:timers/promises";
import { sql } from "drizzle-orm";
import { systemDb } from "#db/client.ts";
import { billingAccounts } from "#db/schema/index.ts";
import { planLimit } from "#server/limiter/known-limits.ts";
import { Limiter } from "#server/limiter/limiter.ts";
import { RedisMinutes } from "#server/limiter/redis-minutes.ts";
import type { MinuteStore } from "#server/limiter/store.ts";
import {
  loadLimiter,
  mostInWindow,
  mostPossible,
  mostSeenInWindow,
} from "#tests/faults/support/limiter-load.ts";
import { makeConnectedNumber, makeWorkspace } from "#tests/support/factories.ts";
import { startRedisServer } from "#tests/support/redis.ts";
import { withBenchDatabase } from "./support/bench-database.ts";
import { type Measure, median, percentile } from "./support/report.ts";

const decisions = 3_000;
const warmUp = 300;
const lanes = 20;
/** Between two decisions; the window is as much longer as the limit says, so that the minute is always full. */
const pauseMs = 2;
const limitMs = 3;
const minute = { limit: 60, windowMs: 60_000, durationMs: 60_000 };

async function timeMs(work: () => Promise<unknown>): Promise<number> {
  const startedMs = performance.now();
  await work();
  return performance.now() - startedMs;
}

/** The workspace's own limits are read as ever, but this one holds. */
const limitedTo = (value: number) => async (workspaceId: string) => ({
  ...(await planLimit(workspaceId)),
  value,
});

type Cost = { decided: number[]; empty: number[] };

/** Decisions of a workspace whose minute is as long as the limit lets it be, beside a transaction that does nothing. */
async function decisionCost(limit: number, redis: MinuteStore | null): Promise<Cost> {
  const { workspaceId } = await makeWorkspace();
  await makeConnectedNumber(workspaceId);
  await systemDb().insert(billingAccounts).values({ workspaceId, grantedPlan: "business" });
  const limiter = new Limiter({
    ...{ windowMs: limit * pauseMs, limitOf: limitedTo(limit), redis: () => redis },
  });
  const cost: Cost = { decided: [], empty: [] };
  for (let turn = -warmUp; turn < decisions; turn++) {
    const ask = { lane: `lane-${turn % lanes}`, class: "program", graceMs: 1_500 } as const;
    const decisionMs = await timeMs(() => limiter.ask(workspaceId, ask));
    const emptyMs = await timeMs(() => systemDb().transaction((tx) => tx.execute(sql`select 1`)));
    if (turn >= 0) cost.decided.push(decisionMs);
    if (turn >= 0) cost.empty.push(emptyMs);
    await sleep(pauseMs);
  }
  return cost;
}

async function measureDecisions(limit: number, redis: MinuteStore | null): Promise<Measure> {
  const { decided, empty } = await decisionCost(limit, redis);
  const [value, baseline] = [percentile(decided, 0.99), percentile(empty, 0.99)];
  const where = redis ? "in Redis" : "in Postgres";
  return {
    ...{
      measure: `limiter, decision ${where} at ${limit} a minute, p99, against an empty transaction`,
      ...{ value, unit: "ms", baseline, ratio: value / baseline },
    },
    ...{ wanted: `≤ ${limitMs} ms`, ok: value <= limitMs },
    details: { p50: { decision: median(decided), empty: median(empty) } },
  };
}

/** Nothing where there is no Redis for this machine. */
async function measureRedis(limits: readonly number[]): Promise<Measure[]> {
  const server = await startRedisServer().catch(() => null);
  if (!server) return [];
  const redis = new RedisMinutes(server.url);
  try {
    await redis.connected;
    const measures: Measure[] = [];
    for (const limit of limits) measures.push(await measureDecisions(limit, redis));
    return measures;
  } finally {
    redis.stop();
    await server.stop();
  }
}

/** A whole minute of 64 callers in four processes, who ask all the time; and a second one, for who gets its places. */
async function wholeMinutes(): Promise<Measure[]> {
  const { workspaceId } = await makeWorkspace();
  const load = { ...minute, durationMs: minute.durationMs * 2 - 2_000, workspaceId };
  const { served, refused, slowestMs } = await loadLimiter(load);
  const most = Math.max(mostInWindow(served, load.windowMs), mostSeenInWindow(served, load.windowMs));
  const used = served.length / mostPossible(load);
  const turns = new Map<string, number>();
  const begunMs = (served[0]?.atMs ?? 0) + load.windowMs;
  for (const { lane, atMs } of served) if (atMs > begunMs) turns.set(lane, (turns.get(lane) ?? 0) + 1);
  const spread = Math.max(...turns.values()) - (turns.size === 64 ? Math.min(...turns.values()) : 0);
  return [
    {
      ...{ measure: "limiter, 64 callers in 4 processes, the most in any minute", value: most, unit: "" },
      ...{ baseline: load.limit, wanted: `≤ ${load.limit}`, ok: most <= load.limit },
      details: { refused, slowestMs },
    },
    {
      ...{ measure: "limiter, 64 callers, share of the limit that was served", value: used, unit: "" },
      ...{ wanted: "≥ 0.99", ok: used >= 0.99 },
    },
    {
      ...{ measure: "limiter, turns that a caller is ahead of another", value: spread, unit: "" },
      ...{ wanted: "≤ 1", ok: spread <= 1 },
    },
  ];
}

/** What the limiter of requests a minute costs a call, and whether it keeps its word when everybody asks at once. */
export const limiter = (): Promise<Measure[]> =>
  withBenchDatabase(async () => [
    await measureDecisions(60, null),
    await measureDecisions(600, null),
    ...(await measureRedis([60, 600])),
    ...(await wholeMinutes()),
  ]);
