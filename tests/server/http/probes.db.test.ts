import { createServer, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import { afterAll, beforeAll, expect, test, vi } from "vitest";
import { systemSql } from "#db/client.ts";
import { answerProbe } from "#server/http/probes.ts";

let server: Server;
let workerRuns = true;
beforeAll(async () => {
  vi.stubEnv("METRICS_TOKEN", "metrics-token");
  server = createServer(async (request, response) => {
    if (!(await answerProbe(request, response, () => workerRuns))) response.writeHead(404).end();
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
});
afterAll(async () => {
  vi.unstubAllEnvs();
  await new Promise((resolve) => server.close(resolve));
});

const ask = (path: string, headers: Record<string, string> = {}) =>
  fetch(`http://127.0.0.1:${(server.address() as AddressInfo).port}${path}`, { headers });

test("a process that answers is healthy, whatever its query", async () => {
  expect((await ask("/healthz?x=1")).status).toBe(200);
});

test("ready: the database answers, no migration waits, the worker runs", async () => {
  const answer = await ask("/readyz");
  expect(answer.status).toBe(200);
  expect(await answer.json()).toMatchObject({
    ok: true,
    checks: { database: { ok: true }, migrations: { ok: true }, worker: { ok: true } },
  });
});

test("a worker that stopped makes the process unready, but not dead", async () => {
  workerRuns = false;
  try {
    const answer = await ask("/readyz");
    expect(answer.status).toBe(503);
    expect(await answer.json()).toMatchObject({
      ok: false,
      checks: { worker: { ok: false }, database: { ok: true } },
    });
    expect((await ask("/healthz")).status).toBe(200);
  } finally {
    workerRuns = true;
  }
});

test("a migration that waits makes the process unready", async () => {
  const sql = systemSql();
  const newest = sql`select max(id) from drizzle.__drizzle_migrations`;
  await sql`create table kept_migration as select * from drizzle.__drizzle_migrations where id = (${newest})`;
  await sql`delete from drizzle.__drizzle_migrations where id = (${newest})`;
  try {
    const answer = await ask("/readyz");
    expect(answer.status).toBe(503);
    expect(await answer.json()).toMatchObject({
      checks: { migrations: { ok: false, detail: "1 to apply" } },
    });
  } finally {
    await sql`insert into drizzle.__drizzle_migrations select * from kept_migration`;
    await sql`drop table kept_migration`;
  }
});

test.each([
  ["no token", {}],
  ["a wrong token", { authorization: "Bearer wrong" }],
  ["an empty one", { authorization: "Bearer " }],
  ["the token in another scheme", { authorization: "Basic metrics-token" }],
])("with %s there is no metrics page", async (_name, headers) => {
  expect((await ask("/metrics", headers)).status).toBe(404);
});

test("with the token the metrics are there", async () => {
  const answer = await ask("/metrics", { authorization: "Bearer metrics-token" });
  expect(answer.status).toBe(200);
  expect(await answer.text()).toContain("moltdesk_inbox_requests_total");
});
