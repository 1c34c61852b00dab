import { eq, sql } from "drizzle-orm";
import fc from "fast-check";
import { expect, test } from "vitest";
import { systemDb, systemSql } from "#db/client.ts";
import { auditEntries, auditHeads, workspaces } from "#db/schema/index.ts";
import { inTenant } from "#db/tenant.ts";
import { entryHash, genesisHash } from "#server/audit/chain.ts";
import { record } from "#server/audit/index.ts";
import { newId } from "#server/core/ids.ts";
import { makeWorkspace } from "#tests/support/factories.ts";
import { chainOf, countEntries, recordAll, verdictOf } from "./support.ts";

const operator = { kind: "operator" } as const;

// Before the settings are read for the first time: fifty transactions are to be open at once.
Object.assign(process.env, { DATABASE_POOL: "50" });

test("fifty transactions at once in two workspaces leave two chains without a gap", async () => {
  const [a, b] = [await makeWorkspace(), await makeWorkspace()];
  const both = [a.workspaceId, b.workspaceId];
  const act = (number: number) =>
    systemDb().transaction(async (tx) => {
      // Some act in both, in either order.
      const order = number % 3 === 0 ? both : number % 3 === 1 ? both.toReversed() : [both[number % 2] ?? ""];
      for (const workspaceId of order) {
        await record(tx, { workspaceId, actor: operator, action: "test.act", details: { number } });
      }
    });
  await Promise.all(Array.from({ length: 50 }, (_, number) => act(number)));
  for (const { workspaceId } of [a, b]) {
    const entries = await chainOf(workspaceId);
    expect(entries.map(({ seq }) => seq)).toEqual(entries.map((_, index) => index + 1));
    expect(entries[0]?.prevHash).toBe(genesisHash);
    expect(verdictOf(workspaceId, entries)).toMatchObject({ fault: null, entries: entries.length });
  }
});

test("a transaction that is rolled back leaves no gap, and one with several entries keeps their order", async () => {
  const { workspaceId } = await makeWorkspace();
  const before = await countEntries(workspaceId);
  const rolledBack = systemDb().transaction(async (tx) => {
    await record(tx, { workspaceId, actor: operator, action: "test.undone" });
    throw new Error("undone");
  });
  await expect(rolledBack).rejects.toThrow("undone");
  await inTenant(workspaceId, async (tx) => {
    for (let number = 0; number < 20; number++) {
      await record(tx, { workspaceId, actor: operator, action: "test.act", details: { number } });
    }
    const undone = tx.transaction(async (inner) => {
      await record(inner, { workspaceId, actor: operator, action: "test.undone" });
      inner.rollback();
    });
    await expect(undone).rejects.toThrow();
  });
  const entries = await chainOf(workspaceId);
  expect(entries.slice(before).map(({ seq, details }) => [seq, details])).toEqual(
    Array.from({ length: 20 }, (_, number) => [before + number + 1, JSON.stringify({ number })]),
  );
  expect(verdictOf(workspaceId, entries).fault).toBeNull();
});

test("the database and JavaScript hash the same text, whatever is written", async () => {
  const { workspaceId } = await makeWorkspace();
  // PostgreSQL has no NUL in texts; in JSON it stands as an escape.
  const text = fc.string({ unit: "binary" }).map((value) => value.replaceAll("\0", ""));
  const nullable = fc.option(text);
  const row = fc.record({
    action: fc.constant("test.act"),
    actorId: nullable,
    ip: nullable,
    target: nullable,
    details: fc.dictionary(fc.string({ unit: "binary" }), fc.jsonValue(), { noNullPrototype: true }),
  });
  const odd = {
    actorId: 'a"b\\c\n\t\u0001\u007f\u2028',
    ip: "",
    target: "👩‍👩‍👧‍👦 5:ünï -",
    details: { "\u0000\ud800": "\\u0000" },
  };
  await fc.assert(
    fc.asyncProperty(fc.array(row, { minLength: 1, maxLength: 20 }), async (rows) => {
      const values = rows.map((one) => ({
        workspaceId,
        id: newId(),
        actorKind: "automation" as const,
        ...one,
      }));
      await systemDb().insert(auditEntries).values(values);
      const entries = await chainOf(workspaceId);
      for (const entry of entries) expect(entryHash(workspaceId, entry)).toBe(entry.hash);
    }),
    { numRuns: 20, examples: [[[{ action: "test.act", ...odd }]]] },
  );
  expect(verdictOf(workspaceId, await chainOf(workspaceId)).fault).toBeNull();
});

const appendOnly = /append-only/;
const refusal = (work: Promise<unknown>) =>
  work.then(
    () => "done",
    (error: unknown) => String(error instanceof Error ? (error.cause ?? error) : error),
  );

test("the owner of the database can neither change, remove, forge nor empty it", async () => {
  const { workspaceId } = await makeWorkspace();
  await recordAll(workspaceId, 3);
  const db = systemDb();
  const before = await chainOf(workspaceId);
  const attempts = [
    sql`update audit_entries set details = '{}' where workspace_id = ${workspaceId} and seq = 2`,
    sql`update audit_entries set hash = prev_hash where workspace_id = ${workspaceId}`,
    sql`delete from audit_entries where workspace_id = ${workspaceId} and seq = 4`,
    sql`delete from audit_heads where workspace_id = ${workspaceId}`,
    sql`update audit_heads set seq = 1 where workspace_id = ${workspaceId}`,
    sql`truncate audit_entries`,
    sql`truncate workspaces cascade`,
    sql`delete from workspaces where id = ${workspaceId}`,
    // With a place in the chain of its own choice.
    sql`insert into audit_entries (workspace_id, id, actor_kind, action, seq, prev_hash, hash)
      values (${workspaceId}, ${newId()}, 'system', 'test.forged', 99, '\\x00', '\\x00')`,
  ];
  for (const attempt of attempts) expect(await refusal(db.execute(attempt))).toMatch(appendOnly);
  const changedBeforeCommit = db.transaction(async (tx) => {
    await record(tx, { workspaceId, actor: operator, action: "test.act" });
    await tx.execute(
      sql`update audit_entries set hash = '\\x00' where workspace_id = ${workspaceId} and seq is null`,
    );
  });
  expect(await refusal(changedBeforeCommit)).toMatch(appendOnly);
  for (const setting of ["app.purging", "app.audit_retention"]) {
    const deleted = db.transaction(async (tx) => {
      await tx.execute(sql`select set_config(${setting}, ${workspaceId}, true)`);
      await tx.execute(sql`delete from audit_entries where workspace_id = ${workspaceId}`);
    });
    expect(await refusal(deleted)).toMatch(appendOnly);
  }
  expect(await chainOf(workspaceId)).toEqual(before);
});

test("the tenant role may add and read, no more, and only in its workspace", async () => {
  const { workspaceId } = await makeWorkspace();
  const other = await makeWorkspace();
  const denied = /permission denied/;
  const trying = (statement: ReturnType<typeof sql>) =>
    refusal(inTenant(workspaceId, (tx) => tx.execute(statement)));
  expect(await trying(sql`update audit_entries set action = 'x.y'`)).toMatch(denied);
  expect(await trying(sql`delete from audit_entries`)).toMatch(denied);
  expect(await trying(sql`insert into audit_heads values (${workspaceId}, 9, '\\x00')`)).toMatch(denied);
  expect(await trying(sql`delete from audit_seals`)).toMatch(denied);
  expect(await trying(sql`select audit_chain_entry(${newId()})`)).toMatch(denied);
  const foreign = { workspaceId: other.workspaceId, actor: operator, action: "test.act" } as const;
  expect(await refusal(inTenant(workspaceId, (tx) => record(tx, foreign)))).toMatch(/row-level security/);
  const seen = await inTenant(workspaceId, (tx) => tx.select().from(auditHeads));
  expect(seen.map((head) => head.workspaceId)).toEqual([workspaceId]);
});

test("a workspace that is purged takes its audit along; what else it recorded is no obstacle", async () => {
  const { workspaceId } = await makeWorkspace();
  const other = await makeWorkspace();
  await systemDb().transaction(async (tx) => {
    await tx.execute(sql`select set_config('app.purging', ${workspaceId}, true)`);
    await record(tx, { workspaceId, actor: operator, action: "test.act" });
    await tx.delete(workspaces).where(eq(workspaces.id, workspaceId));
  });
  expect(await countEntries(workspaceId)).toBe(0);
  const left = await systemSql()`select from audit_heads where workspace_id = ${workspaceId}`;
  expect(left).toHaveLength(0);
  expect(verdictOf(other.workspaceId, await chainOf(other.workspaceId)).fault).toBeNull();
});
