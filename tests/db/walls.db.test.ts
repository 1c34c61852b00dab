import { is, sql } from "drizzle-orm";
import { getTableConfig, PgTable } from "drizzle-orm/pg-core";
import { beforeAll, describe, expect, test } from "vitest";
import { systemDb, systemSql } from "#db/client.ts";
import * as schema from "#db/schema/index.ts";
import { inTenant } from "#db/tenant.ts";
import { createCaller } from "#server/api/root.ts";
import { newId } from "#server/core/ids.ts";
import { callerOf, nobody } from "#tests/support/callers.ts";
import { makeConnectedNumber, makeEvent, makeInbox, makeWorkspace } from "#tests/support/factories.ts";

const tables: PgTable[] = Object.values<unknown>(schema).flatMap((value) =>
  is(value, PgTable) ? [value] : [],
);
const columnsOf = (table: PgTable) => getTableConfig(table).columns.map((column) => column.name);
/** drizzle names columns in camel case until it meets the database. */
const tenantTables = tables.filter((table) => columnsOf(table).includes("workspaceId"));

type Side = Awaited<ReturnType<typeof makeSide>>;

async function makeSide(name: string) {
  const workspace = await makeWorkspace(name);
  const { numberId } = await makeConnectedNumber(workspace.workspaceId);
  const inbox = await makeInbox(workspace.workspaceId, { secret: null });
  const eventId = await makeEvent(workspace.workspaceId, inbox.id, `${name} only`);
  const api = await callerOf(workspace.owner);
  return { ...workspace, numberId, inboxId: inbox.id, eventId, api };
}

let ours: Side;
let theirs: Side;
beforeAll(async () => {
  ours = await makeSide("ours");
  theirs = await makeSide("theirs");
});

describe("the first wall: membership by the slug", () => {
  test("every procedure of a workspace answers a stranger as if the workspace did not exist", async () => {
    const { appRouter } = await import("#server/api/root.ts");
    const inWorkspace = Object.keys(appRouter._def.procedures).filter((path) => !withoutWorkspace.has(path));
    expect(inWorkspace.length).toBeGreaterThan(20);
    for (const path of inWorkspace) {
      await expect(call(ours, path, { workspace: theirs.slug }), path).rejects.toMatchObject({
        code: "NOT_FOUND",
      });
    }
  });

  test("nobody at all is asked to sign in", async () => {
    const outsider = { ...ours, api: createCaller(nobody) };
    const { appRouter } = await import("#server/api/root.ts");
    for (const path of Object.keys(appRouter._def.procedures)) {
      await expect(call(outsider, path, { workspace: ours.slug }), path).rejects.toMatchObject({
        code: "UNAUTHORIZED",
      });
    }
  });
});

describe("the second wall: finders that take the workspace first", () => {
  test("ids of another workspace are not found even with row-level security switched off", async () => {
    await withoutRowSecurity(async () => {
      const workspace = ours.slug;
      const { numberId, inboxId, eventId } = theirs;
      const attempts: [string, Record<string, unknown>][] = [
        ["inbox.event", { id: eventId }],
        ["numbers.get", { numberId }],
        ["numbers.pairing", { numberId }],
        ["numbers.start", { numberId }],
        ["numbers.delete", { numberId }],
        ["inboxes.showUrl", { inboxId }],
        ["inboxes.rotateSecret", { inboxId, overlapHours: 0 }],
        ["inboxes.replaceUrl", { inboxId }],
        ["messages.forEvent", { eventId }],
        ["messages.send", { numberId, chatId: "5511999999999@c.us", text: "hi", idempotencyKey: newId() }],
      ];
      for (const [path, input] of attempts) {
        const answer = await call(ours, path, { workspace, ...input }).catch(
          (error: { code: string }) => error.code,
        );
        expect([[], null, "NOT_FOUND"], path).toContainEqual(answer);
      }
      const { events } = await ours.api.inbox.events({ workspace, limit: 50 });
      expect(events.map(({ id }) => id)).toEqual([ours.eventId]);
      expect(await ours.api.numbers.list({ workspace })).toHaveLength(1);
    });
  });
});

describe("the third wall: row-level security under queries that forget the workspace", () => {
  test("every table with a workspace is behind a policy, and its rows of others are invisible", async () => {
    expect(tenantTables.length).toBeGreaterThan(10);
    for (const table of tenantTables) {
      const { name } = getTableConfig(table);
      const [row] =
        await systemSql()`select relrowsecurity as on from pg_class where oid = ${name}::regclass`;
      expect(row?.on, name).toBe(true);
      const seen = await inTenant(ours.workspaceId, (tx) =>
        tx.execute<{ workspace_id: string }>(sql`select workspace_id from ${table}`),
      ).catch((error: Error) => String(error.cause));
      if (typeof seen === "string") expect(seen, name).toContain("permission denied");
      else
        expect([...new Set(seen.map((row) => row.workspace_id))], name).toEqual(
          seen.length ? [ours.workspaceId] : [],
        );
    }
  });

  test("rows of another workspace can be neither changed nor written nor deleted", async () => {
    const changed = await inTenant(ours.workspaceId, (tx) =>
      tx.update(schema.numbers).set({ name: "stolen" }).returning(),
    );
    expect(changed.map(({ workspaceId }) => workspaceId)).toEqual([ours.workspaceId]);
    const deleted = await inTenant(ours.workspaceId, (tx) => tx.delete(schema.outboxMessages).returning());
    expect(deleted).toEqual([]);
    const foreign = { workspaceId: theirs.workspaceId, userId: ours.ownerId, role: "owner" as const };
    const written = inTenant(ours.workspaceId, (tx) => tx.insert(schema.members).values(foreign));
    await expect(written).rejects.toThrow();
    expect(await membersOf(theirs.workspaceId)).toBe(1);
  });

  test("a row cannot point at another workspace's row, whoever writes it", async () => {
    const crossing = systemDb()
      .insert(schema.outboxMessages)
      .values({
        ...{ workspaceId: ours.workspaceId, id: newId(), numberId: theirs.numberId },
        ...{ chatId: "1@c.us", text: "x", idempotencyKey: newId(), state: "queued" as const },
      });
    await expect(crossing).rejects.toMatchObject({ cause: { code: "23503" } });
  });

  test("tenant work reads no keys, sessions or sign-in links, and cannot alter the audit", async () => {
    const forbidden = [
      sql`select * from workspace_keys`,
      sql`select * from auth_sessions`,
      sql`select * from verification_tokens`,
      sql`select * from graphile_worker._private_jobs`,
      sql`update audit_entries set action = 'nothing.happened'`,
      sql`delete from audit_entries`,
      sql`update events set body = ''`,
    ];
    for (const query of forbidden) {
      const refused = inTenant(ours.workspaceId, (tx) => tx.execute(query));
      await expect(refused).rejects.toMatchObject({ cause: { code: "42501" } });
    }
  });

  test("without a workspace the tenant role sees nothing", async () => {
    const seen = await systemDb().transaction(async (tx) => {
      await tx.execute(sql`set local role moltdesk_tenant`);
      return tx.select().from(schema.numbers);
    });
    expect(seen).toEqual([]);
  });

  test("the role and the workspace end with the transaction", async () => {
    await inTenant(ours.workspaceId, (tx) => tx.select().from(schema.numbers));
    const rows = await Promise.all(
      Array.from(
        { length: 20 },
        () => systemSql()`select current_user as role, current_setting('app.workspace_id', true) as ws`,
      ),
    );
    for (const [row] of rows) expect([row?.role === "moltdesk_tenant", row?.ws || ""]).toEqual([false, ""]);
  });
});

/** Procedures for people who are signed in, in no workspace. */
const withoutWorkspace = new Set(["workspaces.list", "workspaces.create", "workspaces.suggestSlug"]);

async function call({ api }: Pick<Side, "api">, path: string, input: unknown): Promise<unknown> {
  let target: unknown = api;
  for (const part of path.split(".")) target = (target as Record<string, unknown>)[part];
  return (target as (input: unknown) => Promise<unknown>)(input);
}

async function membersOf(workspaceId: string): Promise<number> {
  return systemDb().$count(schema.members, sql`workspace_id = ${workspaceId}`);
}

async function withoutRowSecurity(work: () => Promise<void>): Promise<void> {
  const names = tenantTables.map((table) => getTableConfig(table).name);
  const switchAll = (state: string) =>
    Promise.all(names.map((name) => systemSql().unsafe(`alter table ${name} ${state} row level security`)));
  await switchAll("disable");
  try {
    await work();
  } finally {
    await switchAll("enable");
  }
}
