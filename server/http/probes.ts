import type { IncomingMessage, ServerResponse } from "node:http";
import { systemSql } from "#db/client.ts";
import { pendingMigrations } from "#db/migrate.ts";
import { env } from "#server/core/env.ts";
import { messageOf } from "#server/core/errors.ts";
import { digest, sameBytes } from "#server/core/ids.ts";
import { metrics } from "#server/core/metrics.ts";

export type Check = { ok: boolean; detail: string };
/** Whether this process's worker takes jobs; it stays true for a process that is none. */
export type WorkerState = () => boolean;

function sendJson(response: ServerResponse, status: number, body: unknown): void {
  response.writeHead(status, { "content-type": "application/json", "cache-control": "no-store" });
  response.end(JSON.stringify(body));
}

async function check(work: () => Promise<Check>): Promise<Check> {
  try {
    return await work();
  } catch (error) {
    return { ok: false, detail: messageOf(error) };
  }
}

/** Database, migrations and worker. */
export async function readiness(workerRuns: WorkerState): Promise<Record<string, Check>> {
  const database = await check(async () => {
    await systemSql()`select 1`;
    return { ok: true, detail: "answers" };
  });
  const migrations = await check(async () => {
    const pending = await pendingMigrations(systemSql());
    return { ok: pending === 0, detail: pending === 0 ? "up to date" : `${pending} to apply` };
  });
  const worker = { ok: workerRuns(), detail: workerRuns() ? "runs" : "does not take jobs" };
  return { database, migrations, worker };
}

function mayReadMetrics(request: IncomingMessage): boolean {
  const token = env().METRICS_TOKEN;
  const given = request.headers.authorization?.replace(/^Bearer /, "");
  return token !== undefined && given !== undefined && sameBytes(digest(given), digest(token));
}

/** Answers /healthz, /readyz and /metrics. @returns false for every other path */
export async function answerProbe(
  request: IncomingMessage,
  response: ServerResponse,
  workerRuns: WorkerState,
): Promise<boolean> {
  const path = request.url?.split("?")[0];
  if (path === "/healthz") {
    sendJson(response, 200, { ok: true });
    return true;
  }
  if (path === "/readyz") {
    const checks = await readiness(workerRuns);
    const ok = Object.values(checks).every((one) => one.ok);
    sendJson(response, ok ? 200 : 503, { ok, checks });
    return true;
  }
  // Without the token there is no such page, whoever asks.
  if (path === "/metrics" && mayReadMetrics(request)) {
    response.writeHead(200, { "content-type": metrics().registry.contentType });
    response.end(await metrics().registry.metrics());
    return true;
  }
  return false;
}
