import { getTableName, sql } from "drizzle-orm";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { systemDb, systemSql } from "#db/client.ts";
import { numbers, outboxMessages } from "#db/schema/index.ts";
import { inTenant, type Place } from "#db/tenant.ts";
import { type RunningSandbox, startMoltflowSandbox } from "#sandbox/moltflow/server.ts";
import { newId } from "#server/core/ids.ts";
import { allHoldings } from "#server/data/holdings.ts";
import type { Desk } from "./inputs/define.ts";
import { memberOf } from "./support/callers.ts";
import { assignTo, makeDesk } from "./support/desk.ts";
import { fillEveryTable } from "./support/fill.ts";
import { tenantTableNames } from "./support/rows.ts";

// The third wall alone: no query here says whose rows it means.

const secret = "words of the other side";
let sandbox: RunningSandbox;
let ours: Desk;
let theirs: Desk;
/** What must not be found of our own second number by those who see only the first. */
let beyond: string[];

beforeAll(async () => {
  sandbox = await startMoltflowSandbox({ port: 0, tenants: "none", allowPrivateUrls: true });
  ours = await makeDesk(sandbox);
  theirs = await makeDesk(sandbox);
  const { needles } = await fillEveryTable(ours, secret);
  beyond = [...needles, Buffer.from(secret).toString("hex")];
  await fillEveryTable(theirs, "theirs");
}, 30_000);
afterAll(() => sandbox.close());

class Undo extends Error {}

/** Runs a statement as a tenant and undoes it. @returns its rows, or the error's SQLSTATE */
async function tryAs(place: Place, statement: string): Promise<Record<string, unknown>[] | string> {
  let rows: Record<string, unknown>[] = [];
  try {
    await inTenant(place, async (tx) => {
      rows = [...(await tx.execute<Record<string, unknown>>(sql.raw(statement)))];
      throw new Undo();
    });
  } catch (error) {
    if (error instanceof Undo) return rows;
    const { cause } = error as { cause?: { code?: string } };
    if (cause?.code) return cause.code;
    throw error;
  }
  return rows;
}

const denied = "42501";

describe("between workspaces", () => {
  test("every table with a workspace is behind a policy and has rows on both sides", async () => {
    expect(tenantTableNames.length).toBeGreaterThan(15);
    for (const name of tenantTableNames) {
      const [row] =
        await systemSql()`select relrowsecurity as on from pg_class where oid = ${name}::regclass`;
      expect(row?.on, name).toBe(true);
      for (const { workspaceId } of [ours, theirs]) {
        const found = await systemSql().unsafe(`select 1 from ${name} where workspace_id = $1`, [
          workspaceId,
        ]);
        expect(found.length, `rows of ${name}`).toBeGreaterThan(0);
      }
    }
  });

  test("unconditioned reading, changing and deleting meets own rows only, in every table", async () => {
    for (const name of tenantTableNames) {
      for (const statement of [
        `select workspace_id from ${name}`,
        `update ${name} set workspace_id = workspace_id returning workspace_id`,
        // Own rows may hold each other; those of others would have to go.
        `delete from ${name} where workspace_id <> '${ours.workspaceId}' returning workspace_id`,
      ]) {
        const met = await tryAs(ours.workspaceId, statement);
        if (met === denied) continue;
        const whose = Array.isArray(met) ? [...new Set(met.map((row) => row.workspace_id))] : met;
        expect(whose, statement).toEqual(statement.startsWith("delete") ? [] : [ours.workspaceId]);
      }
    }
  });

  test("no row can be written into another workspace or moved there, in any table", async () => {
    for (const name of tenantTableNames) {
      const [found] = await systemSql().unsafe<{ row: string }[]>(
        `select to_jsonb(t)::text as row from ${name} t where workspace_id = '${theirs.workspaceId}' limit 1`,
      );
      const row = (found?.row ?? "").replaceAll("'", "''");
      const copy = `insert into ${name} select * from jsonb_populate_record(null::${name}, '${row}'::jsonb)`;
      expect(await tryAs(ours.workspaceId, copy), copy).toBe(denied);
      const move = `update ${name} set workspace_id = '${theirs.workspaceId}'`;
      expect(await tryAs(ours.workspaceId, move), move).toBe(denied);
    }
  });

  test("a row cannot point at another workspace's row, whoever writes it", async () => {
    const crossing = systemDb()
      .insert(outboxMessages)
      .values({
        ...{ workspaceId: ours.workspaceId, id: newId(), numberId: theirs.numberId },
        ...{ chatId: "1@c.us", text: "x", idempotencyKey: newId(), state: "queued" as const },
      });
    await expect(crossing).rejects.toMatchObject({ cause: { code: "23503" } });
  });
});

describe("within a workspace", () => {
  const narrowed = allHoldings.filter(({ seenBy }) => ["number", "chat", "unrestricted"].includes(seenBy));
  const tables = [...narrowed.map(({ table }) => getTableName(table)), "chat_drafts"];
  const sights: [string, () => Promise<Place>][] = [
    ["an agent with one number", async () => ({ ...place(), onlyNumbers: [ours.numberId] })],
    ["an agent whose numbers are all gone", async () => ({ ...place(), onlyNumbers: [newId()] })],
    [
      "an agent with assigned chats only",
      async () => ({
        ...place(),
        assignedTo: (await memberOf(ours, "agent", { assignedOnly: true })).userId,
      }),
    ],
  ];
  const place = () => ({ workspaceId: ours.workspaceId, onlyNumbers: null, assignedTo: null });
  /** Who sees only their chats still sees that there are numbers. */
  const shown = new Set(["numbers", "pairings", "number_drops", "chat_syncs", "labels_on_numbers"]);

  for (const [name, makeSight] of sights) {
    test(`unconditioned queries meet nothing out of sight of ${name}`, async () => {
      const sight = await makeSight();
      const byChats = name.includes("chats");
      for (const table of tables.filter((known) => !(byChats && shown.has(known)))) {
        for (const statement of [
          `select to_jsonb(t)::text as row from ${table} t`,
          `update ${table} t set workspace_id = workspace_id returning to_jsonb(t)::text as row`,
          `delete from ${table} t returning to_jsonb(t)::text as row`,
        ]) {
          const met = await tryAs(sight, statement);
          if (met === denied) continue;
          expect(met, statement).toEqual(expect.any(Array));
          const text = JSON.stringify(met);
          expect(
            beyond.filter((needle) => text.includes(needle)),
            statement,
          ).toEqual([]);
          if (table === "rejected_requests") expect(met, statement).toEqual([]);
        }
      }
    });
  }

  test("what is in sight is there", async () => {
    const sight = { ...place(), onlyNumbers: [ours.numberId] };
    expect(await tryAs(sight, "select id from numbers")).toEqual([{ id: ours.numberId }]);
    expect(await tryAs(sight, "select id from events")).toEqual([{ id: ours.eventId }]);
    const { userId } = await memberOf(ours, "agent", { assignedOnly: true });
    const theirChats = { ...place(), assignedTo: userId };
    expect(await tryAs(theirChats, "select id from events")).toEqual([]);
    await assignTo(ours, userId);
    expect(await tryAs(theirChats, "select id from events")).toEqual([{ id: ours.eventId }]);
  });
});

describe("around tenant work", () => {
  test("it reads no keys, sessions, factors or sign-in links, and cannot alter the audit or an event", async () => {
    const forbidden = [
      "select * from workspace_keys",
      "select * from workspace_slugs",
      "select * from auth_sessions",
      "select * from totp_factors",
      "select * from recovery_codes",
      "select * from passkeys",
      "select * from auth_challenges",
      "select * from verification_tokens",
      "select * from graphile_worker._private_jobs",
      "update audit_entries set action = 'nothing.happened'",
      "delete from audit_entries",
      "update audit_heads set seq = 0",
      "delete from audit_seals",
      "update events set body = ''",
    ];
    for (const statement of forbidden) {
      expect(await tryAs(ours.workspaceId, statement), statement).toBe(denied);
    }
  });

  test("without a workspace it sees nothing", async () => {
    const seen = await systemDb().transaction(async (tx) => {
      await tx.execute(sql`set local role moltdesk_tenant`);
      return tx.select().from(numbers);
    });
    expect(seen).toEqual([]);
  });

  test("the role, the workspace and the sight end with the transaction", async () => {
    const sight = { workspaceId: ours.workspaceId, onlyNumbers: [ours.numberId], assignedTo: ours.ownerId };
    await inTenant(sight, (tx) => tx.select().from(numbers));
    const rows = await Promise.all(
      Array.from(
        { length: 20 },
        () => systemSql()`
          select current_user = 'moltdesk_tenant' as tenant, concat(
            current_setting('app.workspace_id', true), current_setting('app.only_numbers', true),
            current_setting('app.assigned_to', true)) as place`,
      ),
    );
    for (const [row] of rows) expect(row).toEqual({ tenant: false, place: "" });
  });

  test("a plan that a connection keeps shows each asker what is theirs", async () => {
    const agent = { workspaceId: ours.workspaceId, onlyNumbers: [ours.numberId], assignedTo: null };
    const numbersOf = async (place: Place) =>
      (await inTenant(place, (tx) => tx.select({ id: numbers.id }).from(numbers).limit(100)))
        .map(({ id }) => id)
        .sort();
    const everybody = () => systemDb().select({ id: numbers.id }).from(numbers).limit(100);
    const wanted = await Promise.all([
      numbersOf(ours.workspaceId),
      numbersOf(theirs.workspaceId),
      numbersOf(agent),
    ]);
    expect(wanted.map((ids) => ids.length)).toEqual([2, 2, 1]);
    // Often enough for the database to settle on one plan for all values.
    for (let round = 0; round < 8; round++) {
      expect(await numbersOf(ours.workspaceId)).toEqual(wanted[0]);
      expect(await numbersOf(theirs.workspaceId)).toEqual(wanted[1]);
      expect(await numbersOf(agent)).toEqual(wanted[2]);
      expect(await everybody()).toHaveLength(4);
    }
    const [kept] = await systemSql()`select count(*)::int as plans from pg_prepared_statements`;
    expect(kept?.plans).toBeGreaterThan(1);
  });
});
