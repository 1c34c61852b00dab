import { sql } from "drizzle-orm";
import { afterAll, beforeAll, expect, test } from "vitest";
import { systemDb } from "#db/client.ts";
import { connections } from "#db/schema/index.ts";
import { type RunningSandbox, startMoltflowSandbox } from "#sandbox/moltflow/server.ts";
import { addConnection } from "#server/connections/index.ts";
import { eraseUpstreamJob } from "#server/data/jobs.ts";
import { callerOf } from "#tests/support/callers.ts";
import { callsAt, makeConnected, makeKey, operator } from "../connections/fixtures.ts";
import { reason, receipt, somebody } from "./erasure-fixtures.ts";
import { runJobs, waitingJobs } from "./fixtures.ts";

let sandbox: RunningSandbox;
beforeAll(async () => {
  sandbox = await startMoltflowSandbox({ port: 0, tenants: "none", allowPrivateUrls: true });
}, 30_000);
afterAll(() => sandbox.close());

test("a key that may not erase is written down and leaves the connection healthy; so is no connection at all", async () => {
  const desk = await makeConnected(sandbox);
  const { workspaceId, slug, tenantId } = desk;
  const key = await makeKey(sandbox, tenantId, ["sessions:read", "webhooks:manage", "account:manage"]);
  const caller = await callerOf(desk.owner);
  await addConnection(workspaceId, { baseUrl: sandbox.url, key, allowAll: true, actor: operator });
  const erase = async (contact: string) => {
    const { id } = await caller.data.eraseContact({ workspace: slug, contact, reason });
    await runJobs(workspaceId, "erase-contact");
    await runJobs(workspaceId, "erase-contact-upstream");
    return receipt(workspaceId, id);
  };
  expect(await erase(somebody())).toMatchObject({
    state: "done",
    upstream: { outcome: "not_allowed", detail: "forbidden_scope" },
  });
  const [connection] = await systemDb()
    .select()
    .from(connections)
    .where(sql`${connections.workspaceId} = ${workspaceId} and ${connections.disconnectedAt} is null`);
  expect(connection?.health).toBe("ok");
  expect(await erase("9876543210123@lid")).toMatchObject({ upstream: { outcome: "not_applicable" } });
  await caller.connection.disconnect({ workspace: slug });
  expect(await erase(somebody())).toMatchObject({ state: "done", upstream: { outcome: "not_connected" } });
}, 20_000);

test("MoltFlow that fails is asked again, up to seven times, and nothing here is erased anew meanwhile", async () => {
  const desk = await makeConnected(sandbox);
  const { workspaceId, slug, tenantId } = desk;
  const fault = { kind: "server_error", status: 503, operation: "eraseContact", tenantId, times: 1 };
  const answer = await fetch(`${sandbox.url}/_sandbox/faults`, {
    method: "POST",
    body: JSON.stringify(fault),
  });
  expect(answer.ok).toBe(true);
  const caller = await callerOf(desk.owner);
  const { id } = await caller.data.eraseContact({ workspace: slug, contact: somebody(), reason });
  await runJobs(workspaceId, "erase-contact");
  await runJobs(workspaceId, "erase-contact-upstream");
  expect(await receipt(workspaceId, id)).toMatchObject({ state: "running", upstream: null });
  const [next] = await waitingJobs(workspaceId, "erase-contact-upstream");
  expect(next?.payload).toMatchObject({ attempt: 2 });
  await runJobs(workspaceId, "erase-contact-upstream");
  expect(await receipt(workspaceId, id)).toMatchObject({ state: "done", upstream: { outcome: "erased" } });
  const waiting = await waitingJobs(workspaceId);
  expect(waiting.filter(({ task }) => task.startsWith("erase-"))).toEqual([]);
  const calls = callsAt(sandbox, tenantId).filter(({ operation }) => operation === "eraseContact");
  expect(calls).toHaveLength(2);

  await fetch(`${sandbox.url}/_sandbox/faults`, { method: "POST", body: JSON.stringify(fault) });
  const last = await caller.data.eraseContact({ workspace: slug, contact: somebody(), reason });
  await runJobs(workspaceId, "erase-contact");
  const [job] = await waitingJobs(workspaceId, "erase-contact-upstream");
  await eraseUpstreamJob.run({ ...eraseUpstreamJob.payload.parse(job?.payload), attempt: 7 });
  expect(await receipt(workspaceId, last.id)).toMatchObject({
    state: "done",
    upstream: { outcome: "failed", detail: "server_error" },
  });
}, 20_000);
