import { spawn } from "node:child_process";
import { once } from "node:events";
import { setTimeout as sleep } from "node:timers/promises";
import { fileURLToPath } from "node:url";
import { testEnv } from "#tests/support/test-env.ts";
import type { CallerOptions, CallerResult, Served, Span } from "./limiter-caller.ts";

export type LimiterLoad = {
  workspaceId: string;
  limit: number;
  windowMs: number;
  durationMs: number;
  processes?: number;
  callers?: number;
  /** Postgres counts without one. */
  redisUrl?: string;
  /** Called when all callers begin. */
  onStart?: () => Promise<void>;
};

/** Telling four processes when to begin takes this long at most. */
const startsInMs = 500;

/** @returns once it is ready: what has it begin, and what it counted in the end */
async function start(options: CallerOptions) {
  const script = fileURLToPath(new URL("limiter-caller.ts", import.meta.url));
  const env = { ...testEnv, DATABASE_URL: process.env.DATABASE_URL, PATH: process.env.PATH };
  const child = spawn(process.execPath, [script, JSON.stringify(options)], {
    env,
    stdio: ["ignore", "pipe", "inherit", "ipc"],
  });
  let text = "";
  child.stdout?.setEncoding("utf8").on("data", (part: string) => {
    text += part;
  });
  const result = new Promise<CallerResult>((resolve, reject) => {
    child.once("error", reject);
    child.once("close", (code) => {
      if (code === 0) resolve(JSON.parse(text) as CallerResult);
      else reject(new Error(`A caller ended with ${code}.`));
    });
  });
  await Promise.race([once(child, "message"), result]);
  return { begin: (span: Span) => child.send(span), result };
}

/** Has many callers in several processes ask all the time, and brings together what they were given. */
export async function loadLimiter(load: LimiterLoad): Promise<CallerResult> {
  const { workspaceId, limit, windowMs, durationMs, processes = 4, callers = 64 } = load;
  const common = { workspaceId, limit, windowMs, redisUrl: load.redisUrl ?? null };
  const children = await Promise.all(
    Array.from({ length: processes }, (_, process) => {
      const lanes = Array.from({ length: callers / processes }, (_, caller) => `${process}-${caller}`);
      return start({ ...common, lanes });
    }),
  );
  const startMs = Date.now() + startsInMs;
  for (const { begin } of children) begin({ startMs, endMs: startMs + durationMs });
  const [parts] = await Promise.all([
    Promise.all(children.map(({ result }) => result)),
    sleep(startsInMs).then(load.onStart),
  ]);
  return {
    served: parts.flatMap(({ served }) => served).toSorted((a, b) => a.atMs - b.atMs),
    refused: parts.reduce((sum, { refused }) => sum + refused, 0),
    slowestMs: Math.max(...parts.map(({ slowestMs }) => slowestMs)),
  };
}

/** The most calls in any window, by the clock that decided. */
export function mostInWindow(served: readonly Served[], windowMs: number): number {
  let first = 0;
  return served.reduce((most, { atMs }, index) => {
    while (atMs - (served[first]?.atMs ?? atMs) >= windowMs) first += 1;
    return Math.max(most, index - first + 1);
  }, 0);
}

/** As `mostInWindow`, by what callers saw: only calls that were certainly asked for and answered within the window. */
export function mostSeenInWindow(served: readonly Served[], windowMs: number): number {
  const counts = served.map(
    ({ askedMs }) =>
      served.filter((one) => one.askedMs >= askedMs && one.answeredMs < askedMs + windowMs).length,
  );
  return Math.max(0, ...counts);
}

/** What a limiter that wastes nothing would have given: all of the minute in each window that begins. */
export const mostPossible = ({ limit, windowMs, durationMs }: LimiterLoad): number =>
  limit * Math.ceil(durationMs / windowMs);
