import { sql } from "drizzle-orm";
import { expect, test } from "vitest";
import { systemDb } from "#db/client.ts";
import { sealEnd } from "#server/audit/seals.ts";
import { verifyAudit } from "#server/audit/verify-audit.ts";
import { makeWorkspace } from "#tests/support/factories.ts";
import { chainOf, recordAll, tamper } from "./support.ts";

/** A workspace with ten entries, sealed at the tenth, and two more behind. */
async function makeSealed() {
  const { workspaceId } = await makeWorkspace();
  const before = (await chainOf(workspaceId)).length;
  await recordAll(workspaceId, 10 - before);
  await sealEnd(workspaceId);
  await recordAll(workspaceId, 2);
  return workspaceId;
}

const where = (workspaceId: string, seq: number) => sql`where workspace_id = ${workspaceId} and seq = ${seq}`;
const rehash = (workspaceId: string, seq: number) =>
  sql`update audit_entries e set hash = audit_hash(e) ${where(workspaceId, seq)}`;
const relink = (workspaceId: string, seq: number) => sql`update audit_entries set prev_hash =
  (select hash from audit_entries ${where(workspaceId, seq - 1)}) ${where(workspaceId, seq)}`;

test("a chain that nobody touched is intact, and says how far it is sealed", async () => {
  const workspaceId = await makeSealed();
  const day = new Date().toISOString().slice(0, 10);
  const verdict = await verifyAudit(workspaceId);
  expect(verdict).toMatchObject({
    entries: 12,
    firstSeq: 1,
    lastSeq: 12,
    lastSeal: { seq: 10, day },
    fault: null,
  });
});

type Damage = [what: string, change: (workspaceId: string) => ReturnType<typeof sql>[], fault: object];

test.each<Damage>([
  [
    "a changed field",
    (id) => [sql`update audit_entries set ip = '10.0.0.1' ${where(id, 5)}`],
    { seq: 5, what: "changed" },
  ],
  [
    "changed details",
    (id) => [sql`update audit_entries set details = '{ }' ${where(id, 7)}`],
    { seq: 7, what: "changed" },
  ],
  ["a deleted row", (id) => [sql`delete from audit_entries ${where(id, 6)}`], { seq: 6, what: "missing" }],
  [
    "the first row deleted",
    (id) => [sql`delete from audit_entries ${where(id, 1)}`],
    { seq: 1, what: "missing" },
  ],
  [
    "the newest rows deleted",
    (id) => [sql`delete from audit_entries where workspace_id = ${id} and seq > 10`],
    { seq: 11, what: "missing" },
  ],
  [
    "the newest rows deleted, and the head put back",
    (id) => [
      sql`delete from audit_entries where workspace_id = ${id} and seq > 8`,
      sql`update audit_heads set seq = 8, hash = (select hash from audit_entries ${where(id, 8)}) where workspace_id = ${id}`,
    ],
    { seq: 9, what: "missing" },
  ],
  [
    "swapped rows",
    (id) => [
      sql`update audit_entries set seq = 1000 ${where(id, 4)}`,
      sql`update audit_entries set seq = 4 ${where(id, 9)}`,
      sql`update audit_entries set seq = 9 ${where(id, 1000)}`,
    ],
    { seq: 4, what: "unlinked" },
  ],
  [
    "a forged hash",
    (id) => [sql`update audit_entries set hash = decode(repeat('ab', 32), 'hex') ${where(id, 3)}`],
    { seq: 3, what: "changed" },
  ],
  [
    "a changed row with its hash made anew",
    (id) => [sql`update audit_entries set target = 'x' ${where(id, 3)}`, rehash(id, 3)],
    { seq: 4, what: "unlinked" },
  ],
  [
    "a changed row with all hashes behind it made anew, up to the end",
    (id) => [
      sql`update audit_entries set target = 'x' ${where(id, 8)}`,
      ...[8, 9, 10, 11, 12].flatMap((seq) => [...(seq > 8 ? [relink(id, seq)] : []), rehash(id, seq)]),
      sql`update audit_heads set hash = (select hash from audit_entries ${where(id, 12)}) where workspace_id = ${id}`,
    ],
    { seq: 10, what: "contradicts_seal" },
  ],
  [
    "the last row replaced",
    (id) => [sql`update audit_entries set target = 'x' ${where(id, 12)}`, rehash(id, 12)],
    { seq: 12, what: "changed" },
  ],
  [
    "a forged seal",
    (id) => [
      sql`update audit_seals set seq = 9, hash = (select hash from audit_entries ${where(id, 9)}) where workspace_id = ${id}`,
    ],
    { seq: 9, what: "seal_forged" },
  ],
  [
    "a seal of somebody's own key",
    (id) => [sql`update audit_seals set key_id = 'deadbeefdeadbeef' where workspace_id = ${id}`],
    { seq: 10, what: "seal_unknown" },
  ],
  [
    "the start cut off under a seal that is no cut",
    (id) => [
      sql`update audit_seals set kind = 'cut' where workspace_id = ${id}`,
      sql`delete from audit_entries where workspace_id = ${id} and seq <= 10`,
    ],
    { seq: 1, what: "missing" },
  ],
])("%s is found, at the right place", async (_what, change, fault) => {
  const workspaceId = await makeSealed();
  await tamper(() => change(workspaceId));
  expect((await verifyAudit(workspaceId)).fault).toEqual(fault);
});

test("an entry that was moved into another workspace fits neither chain", async () => {
  const [a, b] = [await makeSealed(), await makeSealed()];
  await tamper(() => [
    sql`delete from audit_entries ${where(b, 5)}`,
    sql`update audit_entries set workspace_id = ${b} ${where(a, 5)}`,
  ]);
  expect((await verifyAudit(a)).fault).toEqual({ seq: 5, what: "missing" });
  expect((await verifyAudit(b)).fault).toMatchObject({ seq: 5 });
  expect(await systemDb().$count(sql`audit_entries`)).toBeGreaterThan(0);
});
