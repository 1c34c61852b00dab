import { once } from "node:events";
import { performance } from "node:perf_hooks";
import { setTimeout as sleep } from "node:timers/promises";
import { closeDatabase } from "#db/client.ts";
import { Limiter } from "#server/limiter/limiter.ts";
import { RedisMinutes } from "#server/limiter/redis-minutes.ts";
import { smallest } from "#server/plans/read-limits.ts";
import { callersCounted } from "#server/usage/index.ts";

export type CallerOptions = {
  workspaceId: string;
  /** Callers of this process, each a lane of its own. */
  lanes: string[];
  limit: number;
  windowMs: number;
  /** Where minutes are counted; null: in Postgres. */
  redisUrl: string | null;
};

/** What a process is told once all are ready: they begin and end together, in epoch milliseconds. */
export type Span = { startMs: number; endMs: number };

/** A call that was let through: when it was asked for and answered by this machine's clock, and when it counted. */
export type Served = { lane: string; askedMs: number; answeredMs: number; atMs: number };
export type CallerResult = { served: Served[]; refused: number; slowestMs: number };

/** Nobody who is refused rests for longer, whatever they were told. */
const restMs = 25;
/** A machine that is busy with tests is no slow Redis. */
const patienceMs = 2_000;
const nowMs = () => performance.timeOrigin + performance.now();

async function untilAllAreReady(): Promise<Span> {
  const told = once(process, "message");
  process.send?.("ready");
  const [span] = await told;
  process.disconnect?.();
  return span as Span;
}

async function run({ workspaceId, lanes, limit, windowMs, redisUrl }: CallerOptions) {
  const redis = redisUrl === null ? null : new RedisMinutes(redisUrl, { patienceMs });
  const limiter = new Limiter({
    ...{ windowMs, redis: () => redis },
    limitOf: () => Promise.resolve(smallest(limit, null, null)),
  });
  const result: CallerResult = { served: [], refused: 0, slowestMs: 0 };
  await redis?.connected;
  const { startMs, endMs } = await untilAllAreReady();
  await sleep(Math.max(0, startMs - nowMs()));
  await Promise.all(
    lanes.map(async (lane) => {
      while (nowMs() < endMs) {
        const askedMs = nowMs();
        const verdict = await limiter.ask(workspaceId, { lane, class: "program", graceMs: 1_500 });
        const answeredMs = nowMs();
        result.slowestMs = Math.max(result.slowestMs, answeredMs - askedMs);
        if (verdict.allowed) result.served.push({ lane, askedMs, answeredMs, atMs: verdict.atMs });
        else {
          result.refused += 1;
          await sleep(Math.min(verdict.retryAfterMs, restMs));
        }
      }
    }),
  );
  redis?.stop();
  await callersCounted();
  await closeDatabase();
  return result;
}

if (import.meta.main) {
  const result = await run(JSON.parse(process.argv[2] ?? "") as CallerOptions);
  process.stdout.write(JSON.stringify(result));
}
