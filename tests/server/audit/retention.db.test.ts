import { sql } from "drizzle-orm";
import { expect, test } from "vitest";
import { systemDb } from "#db/client.ts";
import { auditSeals } from "#db/schema/index.ts";
import { pruneAudit } from "#server/audit/index.ts";
import { addSeals } from "#server/audit/seals.ts";
import { verifyAudit } from "#server/audit/verify-audit.ts";
import { makeWorkspace } from "#tests/support/factories.ts";
import { chainOf, countEntries, recordAll, recordAt, tamper } from "./support.ts";

const day = 24 * 60 * 60 * 1000;
const daysAgo = (days: number) => new Date(Date.now() - days * day);

/** A workspace whose first entry was made just now, and whose second is `days` old, and so on. */
async function makeOld(ages: number[]) {
  const { workspaceId } = await makeWorkspace();
  await tamper(
    () =>
      sql`update audit_entries set at = ${daysAgo(400).toISOString()} where workspace_id = ${workspaceId}`,
  );
  await tamper(() => [
    sql`update audit_entries e set hash = audit_hash(e) where workspace_id = ${workspaceId}`,
    sql`update audit_heads h set hash = (select hash from audit_entries where workspace_id = h.workspace_id) where workspace_id = ${workspaceId}`,
  ]);
  for (const age of ages) await recordAt(workspaceId, daysAgo(age));
  return workspaceId;
}

test("retention cuts off the old start; the rest verifies, says so, and goes on", async () => {
  const workspaceId = await makeOld([300, 200, 100, 50, 1]);
  const other = await makeOld([300]);
  expect(await pruneAudit(workspaceId, daysAgo(90))).toBe(4);
  const entries = await chainOf(workspaceId);
  expect(entries.map(({ seq, action }) => [seq, action])).toEqual([
    [5, "test.old"],
    [6, "test.old"],
    [7, "audit.prune"],
  ]);
  await recordAll(workspaceId, 2);
  expect(await verifyAudit(workspaceId)).toMatchObject({ entries: 5, firstSeq: 5, fault: null });
  expect(await countEntries(other)).toBe(2);
  // Again, with nothing left to do, and later with more.
  expect(await pruneAudit(workspaceId, daysAgo(90))).toBe(0);
  expect(await countEntries(workspaceId)).toBe(5);
  expect(await pruneAudit(workspaceId, daysAgo(10))).toBe(1);
  expect(await verifyAudit(workspaceId)).toMatchObject({ firstSeq: 6, fault: null });
});

test("only a prefix goes: an old entry behind a young one stays", async () => {
  const workspaceId = await makeOld([300, 1, 300]);
  expect(await pruneAudit(workspaceId, daysAgo(90))).toBe(2);
  expect((await chainOf(workspaceId)).map(({ seq }) => seq)).toEqual([3, 4, 5]);
});

test("all may go, and the log goes on with the entry that says so", async () => {
  const workspaceId = await makeOld([300, 200]);
  expect(await pruneAudit(workspaceId, daysAgo(90))).toBe(3);
  expect(await verifyAudit(workspaceId)).toMatchObject({ entries: 1, firstSeq: 4, fault: null });
});

test("a cut that was broken off is whole at every moment, and is finished by the next call", async () => {
  const workspaceId = await makeOld([300, 200, 100]);
  const hash = Buffer.from((await chainOf(workspaceId))[2]?.hash ?? "", "hex");
  await addSeals(systemDb(), [{ workspaceId, kind: "cut", seq: 3, hash }]);
  await systemDb().transaction(async (tx) => {
    await tx.execute(sql`select set_config('app.audit_retention', ${workspaceId}, true)`);
    await tx.execute(sql`delete from audit_entries where workspace_id = ${workspaceId} and seq <= 2`);
  });
  expect(await verifyAudit(workspaceId)).toMatchObject({ firstSeq: 3, fault: null });
  expect(await pruneAudit(workspaceId, daysAgo(150))).toBe(1);
  expect(await verifyAudit(workspaceId)).toMatchObject({ firstSeq: 4, fault: null });
});

test("one entry more than retention cut off is missed", async () => {
  const workspaceId = await makeOld([300, 200, 1, 1]);
  await pruneAudit(workspaceId, daysAgo(90));
  await tamper(() => sql`delete from audit_entries where workspace_id = ${workspaceId} and seq = 4`);
  expect((await verifyAudit(workspaceId)).fault).toEqual({ seq: 4, what: "missing" });
});

test("retention at once with itself and with new entries counts each entry once", async () => {
  const workspaceId = await makeOld([300, 200, 100, 1]);
  const [first, second] = await Promise.all([
    pruneAudit(workspaceId, daysAgo(90)),
    pruneAudit(workspaceId, daysAgo(90)),
    recordAll(workspaceId, 5),
  ]);
  expect(first + second).toBe(4);
  expect((await verifyAudit(workspaceId)).fault).toBeNull();
  expect(await systemDb().$count(auditSeals, sql`workspace_id = ${workspaceId}`)).toBe(1);
});
