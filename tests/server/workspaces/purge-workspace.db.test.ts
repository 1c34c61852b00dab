import { eq, getTableName } from "drizzle-orm";
import { afterAll, beforeAll, expect, test, vi } from "vitest";
import { systemDb, systemSql } from "#db/client.ts";
import { connections, invitations, workspaceKeys, workspaces } from "#db/schema/index.ts";
import { type RunningSandbox, startMoltflowSandbox } from "#sandbox/moltflow/server.ts";
import { newId } from "#server/core/ids.ts";
import { acceptEvent } from "#server/inbox/index.ts";
import { enqueue } from "#server/jobs/index.ts";
import { refreshNumber } from "#server/numbers/jobs.ts";
import { findMembership } from "#server/workspaces/index.ts";
import { purgeDue } from "#server/workspaces/jobs.ts";
import { purgeWorkspace } from "#server/workspaces/purge-workspace.ts";
import { callerOf } from "#tests/support/callers.ts";
import { makeChat, makeEvent, makeInbox } from "#tests/support/factories.ts";
import { makeConnected, webhooksAt } from "../connections/fixtures.ts";
import { png } from "./pictures.ts";

let sandbox: RunningSandbox;
beforeAll(async () => {
  sandbox = await startMoltflowSandbox({ port: 0, tenants: "none", allowPrivateUrls: true });
  Object.assign(process.env, { MOLTFLOW_API_URL: sandbox.url, MOLTFLOW_SANDBOX_URL: sandbox.url });
}, 30_000);
afterAll(() => sandbox.close());

/** A workspace with something in most of its tables, and a job in the queue. */
async function makeFullOffice() {
  const place = await makeConnected(sandbox);
  const { workspaceId, slug: workspace, sessionId, ownerId } = place;
  const caller = await callerOf(place.owner);
  const inbox = await makeInbox(workspaceId);
  await makeEvent(workspaceId, inbox.id, "Hello", sessionId);
  const readBody = async () => Buffer.from("{}");
  await acceptEvent({ token: inbox.token, headers: {}, readBody });
  await caller.workspaces.setPicture({ workspace, base64: png(8, 8).toString("base64") });
  await caller.messages.send({
    ...{ workspace, numberId: place.number.id, chatId: "5511999999999@c.us", text: "Hi" },
    idempotencyKey: newId(),
  });
  await makeChat(workspaceId, { sessionId, chatId: "5511999999999@c.us", assigneeId: ownerId });
  await systemDb()
    .insert(invitations)
    .values({
      ...{ workspaceId, id: newId(), tokenHash: Buffer.from(newId()), role: "agent", maxUses: 1 },
      restrictions: { onlyNumbers: null, assignedOnly: false, hidePhones: false, noExport: false },
      expiresAt: new Date(Date.now() + 3_600_000),
    });
  const look = { workspaceId, numberId: place.number.id, look: 1 };
  await enqueue(systemDb(), refreshNumber, look, { runAt: new Date(Date.now() + 3_600_000) });
  return { ...place, inbox, caller, workspace };
}

const expire = (workspaceId: string) =>
  systemDb()
    .update(workspaces)
    .set({ deleteAt: new Date(Date.now() - 1000) })
    .where(eq(workspaces.id, workspaceId));

/** In which tables, the queue's among them, rows name this id anywhere, and how many. */
async function rowsNaming(id: string): Promise<Record<string, number>> {
  const tables = await systemSql()<{ name: string }[]>`
    select format('%I.%I', schemaname, tablename) as name from pg_tables
    where schemaname not in ('pg_catalog', 'information_schema')`;
  const counts = await Promise.all(
    tables.map(async ({ name }) => {
      const [row] = await systemSql().unsafe<{ count: number }[]>(
        `select count(*)::int as count from ${name} t where t::text like '%${id}%'`,
      );
      return [name, row?.count ?? 0] as const;
    }),
  );
  return Object.fromEntries(counts.filter(([, count]) => count > 0));
}

test("nothing of a purged workspace is left in any table, and nothing of another is touched", async () => {
  const gone = await makeFullOffice();
  const kept = await makeFullOffice();
  const keptBefore = await rowsNaming(kept.workspaceId);
  expect(Object.keys(keptBefore).length).toBeGreaterThan(12);
  expect(webhooksAt(sandbox, gone.tenantId)).toHaveLength(1);

  await expire(gone.workspaceId);
  await purgeWorkspace(gone.workspaceId);
  expect(await rowsNaming(gone.workspaceId)).toEqual({});
  expect(webhooksAt(sandbox, gone.tenantId)).toEqual([]);
  expect(await rowsNaming(kept.workspaceId)).toEqual(keptBefore);
  expect(webhooksAt(sandbox, kept.tenantId)).toHaveLength(1);
  expect(await kept.caller.connection.test({ workspace: kept.workspace })).toMatchObject({ health: "ok" });

  const answer = await gone.caller.workspaces.get({ workspace: gone.workspace }).catch(({ code }) => code);
  expect(answer).toBe("NOT_FOUND");
  await vi.waitFor(async () => {
    const { token } = gone.inbox;
    const readBody = async () => Buffer.from("{}");
    expect((await acceptEvent({ token, headers: {}, readBody })).status).toBe(404);
  });
  // A second run finds nothing to do.
  await purgeWorkspace(gone.workspaceId);
});

test("after a crash in the middle the keys are gone, nobody gets in, and the next run finishes", async () => {
  const { workspaceId, workspace, ownerId, inbox } = await makeFullOffice();
  await expire(workspaceId);
  const [trigger, table] = ["purge_crashes", "events"];
  await systemSql().unsafe(`
    create function ${trigger}() returns trigger language plpgsql as $$
      begin if old.workspace_id = '${workspaceId}' then raise 'the power went out'; end if; return old; end $$;
    create trigger ${trigger} before delete on ${table} for each row execute function ${trigger}()`);
  await expect(purgeWorkspace(workspaceId)).rejects.toThrow();
  await systemSql().unsafe(`drop trigger ${trigger} on ${table}; drop function ${trigger}()`);

  const keys = await systemDb()
    .select()
    .from(workspaceKeys)
    .where(eq(workspaceKeys.workspaceId, workspaceId));
  expect(keys, getTableName(workspaceKeys)).toEqual([]);
  const [connection] = await systemDb()
    .select({ sealedKey: connections.sealedKey })
    .from(connections)
    .where(eq(connections.workspaceId, workspaceId));
  expect(connection?.sealedKey).toBeNull();
  expect(await findMembership(ownerId, workspace)).toBeNull();
  await vi.waitFor(async () => {
    const readBody = async () => Buffer.from("{}");
    expect((await acceptEvent({ token: inbox.token, headers: {}, readBody })).status).toBe(404);
  });
  await purgeWorkspace(workspaceId);
  expect(await rowsNaming(workspaceId)).toEqual({});
});

test("the hourly job hands each due workspace to a job of its own, once, and no other", async () => {
  const due = await makeFullOffice();
  const later = await makeFullOffice();
  await expire(due.workspaceId);
  await later.caller.workspaces.delete({ workspace: later.workspace, name: "Test workspace" });
  await purgeDue.run({});
  await purgeDue.run({});
  const queued = await systemSql()<{ key: string }[]>`
    select key from graphile_worker._private_jobs where key like 'purge %'`;
  expect(queued.map(({ key }) => key)).toEqual([`purge ${due.workspaceId}`]);
});

test("a workspace whose MoltFlow key does not open, or whose MoltFlow is away, goes all the same", async () => {
  const broken = await makeFullOffice();
  const away = await makeFullOffice();
  await systemDb()
    .update(connections)
    .set({ sealedKey: Buffer.from("no key") })
    .where(eq(connections.workspaceId, broken.workspaceId));
  await systemDb()
    .update(connections)
    .set({ baseUrl: "http://127.0.0.1:9" })
    .where(eq(connections.workspaceId, away.workspaceId));
  for (const { workspaceId } of [broken, away]) {
    await expire(workspaceId);
    await purgeWorkspace(workspaceId);
    expect(await rowsNaming(workspaceId)).toEqual({});
  }
});
