import { sql } from "drizzle-orm";
import { systemDb } from "#db/client.ts";
import { type ChainEntry, entryHash } from "#server/audit/chain.ts";
import { readChain } from "#server/audit/read-chain.ts";
import { listAudit, listAuditFilters } from "#server/audit/reads.ts";
import { type ListAuditInput, listAuditSchema } from "#server/audit/schemas.ts";
import { verifyAudit } from "#server/audit/verify-audit.ts";
import { makeWorkspace } from "#tests/support/factories.ts";
import { withBenchDatabase } from "./support/bench-database.ts";
import { type Measure, median, percentile } from "./support/report.ts";

const many = 1_000_000;
const few = 10;
const chained = 200_000;
const rounds = 500;
const leastPerSecond = 50_000;
const mostTimes = 1.5;

const rareActor = "018f0000-0000-7000-8000-00000000000a";

/**
 * Rows without hashes, written with the triggers off: pages and filters look at neither. Eight acts and actors, so that ten rows have them all, one
 * in fifty refused; the first hundredth holds all that is rare, so that finding it cannot lean on luck.
 */
async function fill(workspaceId: string, rows: number): Promise<void> {
  await systemDb().transaction(async (tx) => {
    await tx.execute(sql`set local session_replication_role = replica`);
    await tx.execute(sql`delete from audit_entries where workspace_id = ${workspaceId}`);
    await tx.execute(sql`
      insert into audit_entries (workspace_id, id, at, actor_kind, actor_id, ip, action, outcome, target, details, seq, prev_hash, hash)
      select ${workspaceId}, gen_random_uuid(), now() - (${rows} - n) * (interval '347 days' / ${rows}::int),
        case when n % 10 = 0 then 'token' else 'member' end,
        case when n <= greatest(${rows} / 100, 1) and n % 7 = 1 then ${rareActor}
          else '018f0000-0000-7000-8000-' || lpad((100 + n % 8)::text, 12, '0') end,
        '203.0.113.7',
        case when n <= greatest(${rows} / 100, 1) and n % 5 = 1 then 'rare.act' else 'common.act_' || chr(97 + (n % 8)::int) end,
        case when n % 50 = 1 then 'refused' else 'done' end,
        'target-' || n % 1000, '{"before":{"role":"agent"},"after":{"role":"viewer"}}', n, '\\x00', '\\x00'
      from generate_series(1, ${rows}) n`);
  });
}

/** A chain as the trigger makes it, made at one go. */
async function fillChain(workspaceId: string, rows: number): Promise<void> {
  await fill(workspaceId, rows);
  await systemDb().transaction(async (tx) => {
    await tx.execute(sql`set local session_replication_role = replica`);
    await tx.execute(
      sql.raw(`
      do $$ declare entry audit_entries; prev bytea := decode(repeat('00', 32), 'hex'); begin
        for entry in select * from audit_entries where workspace_id = '${workspaceId}' order by seq loop
          entry.prev_hash := prev;
          prev := audit_hash(entry);
          update audit_entries set prev_hash = entry.prev_hash, hash = prev where id = entry.id;
        end loop;
        update audit_heads set seq = ${rows}, hash = prev where workspace_id = '${workspaceId}';
      end $$`),
    );
  });
}

async function timed(work: () => Promise<unknown>): Promise<number> {
  const startedMs = performance.now();
  await work();
  return performance.now() - startedMs;
}

/** Rows a second that are verified, against the same rows only read. */
async function measureVerify(): Promise<Measure> {
  const { workspaceId } = await makeWorkspace();
  await fillChain(workspaceId, chained);
  const reads: number[] = [];
  const verifies: number[] = [];
  for (let round = 0; round < 4; round++) {
    const readMs = await timed(async () => {
      for await (const batch of readChain(workspaceId, chained)) batch satisfies ChainEntry[];
    });
    const verifyMs = await timed(async () => {
      const { fault, entries } = await verifyAudit(workspaceId);
      if (fault || entries !== chained) throw new Error(`Verified ${entries}: ${JSON.stringify(fault)}.`);
    });
    // The first round warms up.
    if (round > 0) reads.push((chained * 1000) / readMs);
    if (round > 0) verifies.push((chained * 1000) / verifyMs);
  }
  const [value, baseline] = [median(verifies), median(reads)];
  return {
    measure: "audit, verify, against only reading the rows",
    ...{ value, unit: "rows/s", baseline, ratio: value / baseline },
    wanted: `≥ ${leastPerSecond.toLocaleString("en")} rows/s`,
    ok: value >= leastPerSecond,
  };
}

/** Hashes a second in JavaScript alone, for comparison. */
function measureHash(): Measure {
  const entry: ChainEntry = {
    ...{ seq: 1, id: rareActor, at: "2026-01-01T00:00:00.000000Z", actorKind: "member", actorId: rareActor },
    ...{ ip: "203.0.113.7", action: "member.change", outcome: "done", target: rareActor },
    ...{ details: '{"before":{"role":"agent"}}', prevHash: "0".repeat(64), hash: "" },
  };
  const startedMs = performance.now();
  for (let seq = 0; seq < chained; seq++) entryHash(rareActor, { ...entry, seq });
  const value = (chained * 1000) / (performance.now() - startedMs);
  return { measure: "audit, hash alone", value, unit: "rows/s", wanted: "", ok: true };
}

const now = Date.now();
const daysAgo = (days: number) => new Date(now - days * 86_400_000).toISOString();

const pages: [name: string, input: object][] = [
  ["newest page", {}],
  ["a page in the middle", { before: many / 2 }],
  ["one actor", { actor: "018f0000-0000-7000-8000-000000000105" }],
  ["a rare actor of long ago", { actor: rareActor }],
  ["a kind of actor", { actor: "token" }],
  ["one act", { action: "common.act_c" }],
  ["a rare act of long ago", { action: "rare.act" }],
  ["an entity's acts", { action: "common" }],
  ["a rare entity's acts", { action: "rare" }],
  ["refused", { outcome: "refused" }],
  ["one target", { target: "target-5" }],
  ["a span of long ago", { from: daysAgo(313), to: daysAgo(100) }],
  ["until a month ago", { to: daysAgo(30) }],
  ["actor and result", { actor: "018f0000-0000-7000-8000-000000000105", outcome: "done" }],
];

/** The same question to both workspaces in turn: whatever else the machine does falls on both. */
async function compare(name: string, ask: (workspaceId: string) => Promise<unknown>, ids: [string, string]) {
  const took: [number[], number[]] = [[], []];
  for (let round = 0; round < rounds; round++) {
    for (const side of [0, 1] as const) {
      const ms = await timed(() => ask(ids[side]));
      if (round >= 20) took[side].push(ms);
    }
  }
  const [baseline, value] = [percentile(took[0], 0.95), percentile(took[1], 0.95)];
  const ratio = value / baseline;
  return {
    measure: `audit, ${name}, p95 at 1,000,000 rows against 10`,
    ...{ value, unit: "ms", baseline, ratio, wanted: `≤ ${mostTimes.toFixed(2)} ×`, ok: ratio <= mostTimes },
    details: { p50: [median(took[0]), median(took[1])] },
  } satisfies Measure;
}

/** Verification of a chain, and whether pages and filters stay as quick with a million rows as with ten. */
export const audit = (): Promise<Measure[]> =>
  withBenchDatabase(async () => {
    const verify = await measureVerify();
    const [small, large] = [await makeWorkspace(), await makeWorkspace()];
    await fill(small.workspaceId, few);
    await fill(large.workspaceId, many);
    await systemDb().execute(sql`vacuum analyze audit_entries`);
    const ids: [string, string] = [small.workspaceId, large.workspaceId];
    const measures: Measure[] = [verify, measureHash()];
    for (const [name, input] of pages) {
      const asked: ListAuditInput = listAuditSchema.parse({ limit: 10, ...input });
      measures.push(await compare(name, (id) => listAudit(id, asked), ids));
    }
    measures.push(await compare("filters", listAuditFilters, ids));
    return measures;
  });
