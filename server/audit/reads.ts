import { and, desc, eq, inArray, lt, type SQL, sql } from "drizzle-orm";
import type { Transaction } from "#db/client.ts";
import { auditEntries } from "#db/schema/index.ts";
import { inTenant } from "#db/tenant.ts";
import { isEntity, matching } from "./matching.ts";
import { namesOf } from "./names.ts";
import type { ActorKind, AuditFilters, AuditPage, AuditView, ListAuditInput } from "./schemas.ts";

const { workspaceId: workspace, seq, at, action } = auditEntries;
/** More actors than anybody picks from a list; the others are found by a click on one of their entries. */
const maxActors = 200;

type Row = typeof auditEntries.$inferSelect;

/**
 * The acts that occur. Walks the index from act to act, so it costs a few steps an act rather than a look at every
 * entry.
 */
async function listActions(tx: Transaction, workspaceId: string): Promise<string[]> {
  const rows = await tx.execute<{ action: string }>(sql`
    with recursive actions as (
      (select action from audit_entries where workspace_id = ${workspaceId} order by action limit 1)
      union all
      select (select action from audit_entries where workspace_id = ${workspaceId} and action > actions.action
        order by action limit 1) from actions where actions.action is not null
    )
    select action from actions where action is not null`);
  return rows.map((row) => row.action);
}

/** Everybody who occurs, walked in the same way. */
async function listActors(
  tx: Transaction,
  workspaceId: string,
): Promise<{ kind: ActorKind; id: string | null }[]> {
  const rows = await tx.execute<{ kind: ActorKind; id: string | null }>(sql`
    with recursive actors as (
      (select actor_id as id, actor_kind as kind from audit_entries
        where workspace_id = ${workspaceId} and actor_id is not null order by actor_id limit 1)
      union all
      select next.* from actors cross join lateral (
        select actor_id, actor_kind from audit_entries
        where workspace_id = ${workspaceId} and actor_id > actors.id order by actor_id limit 1
      ) next
    )
    (select kind, id from actors limit ${maxActors})
    union all
    select kind, null from unnest(array['operator', 'system']) as kind where exists (
      select 1 from audit_entries where workspace_id = ${workspaceId} and actor_kind = kind
    )`);
  return [...rows];
}

/** What the log can be filtered by. */
export function listAuditFilters(workspaceId: string): Promise<AuditFilters> {
  return inTenant(workspaceId, async (tx) => {
    const actions = await listActions(tx, workspaceId);
    const actors = await listActors(tx, workspaceId);
    const names = await namesOf(
      tx,
      workspaceId,
      actors.map(({ id }) => id),
    );
    return {
      actions,
      actors: actors.map(({ kind, id }) => ({ kind, id, name: names.get(id ?? "") ?? null })),
    };
  });
}

/** `before` is a `seq`; within a span of time the order is that of `at`, and the page goes on below that entry's. */
function below(workspaceId: string, before: number, byTime: boolean): SQL {
  if (!byTime) return lt(seq, before);
  return sql`(${at}, ${seq}) < (select mark.at, mark.seq from ${auditEntries} mark
    where mark.workspace_id = ${workspaceId} and mark.seq = ${before})`;
}

function readRows(tx: Transaction, where: SQL | undefined, byTime: boolean, limit: number): Promise<Row[]> {
  return tx
    .select()
    .from(auditEntries)
    .where(where)
    .orderBy(...(byTime ? [desc(at), desc(seq)] : [desc(seq)]))
    .limit(limit);
}

/** An entity's acts are each read from their own part of the index: a rare one is found as fast as a common one. */
async function readRowsOf(
  tx: Transaction,
  workspaceId: string,
  { entity, where, limit }: { entity: string; where: SQL | undefined; limit: number },
): Promise<Row[]> {
  const acts = (await listActions(tx, workspaceId)).filter((name) => name.startsWith(`${entity}.`));
  if (acts.length === 0) return [];
  const newestOfEach = sql`(
    select newest.seq from unnest(array[${sql.join(
      acts.map((act) => sql`${act}`),
      sql`, `,
    )}]) as act cross join lateral (
      select ${seq} from ${auditEntries} where ${where} and ${action} = act order by ${seq} desc limit ${limit}
    ) newest)`;
  return readRows(tx, and(eq(workspace, workspaceId), inArray(seq, newestOfEach)), false, limit);
}

/** One page of the log, newest first. */
export function listAudit(workspaceId: string, input: ListAuditInput): Promise<AuditPage> {
  const { before, limit, ...filter } = input;
  const byTime = filter.from !== undefined || filter.to !== undefined;
  const entity = !byTime && filter.action !== undefined && isEntity(filter.action) ? filter.action : null;
  return inTenant(workspaceId, async (tx) => {
    const where = and(
      eq(workspace, workspaceId),
      before === undefined ? undefined : below(workspaceId, before, byTime),
      matching(entity === null ? filter : { ...filter, action: undefined }),
    );
    const rows =
      entity === null
        ? await readRows(tx, where, byTime, limit + 1)
        : await readRowsOf(tx, workspaceId, { entity, where, limit: limit + 1 });
    const page = rows.slice(0, limit);
    return {
      entries: await toViews(tx, workspaceId, page),
      nextBefore: rows.length > limit ? (page.at(-1)?.seq ?? null) : null,
    };
  });
}

async function toViews(tx: Transaction, workspaceId: string, rows: Row[]): Promise<AuditView[]> {
  const ids = rows.flatMap(({ actorId, target }) => [actorId, target]);
  const names = await namesOf(tx, workspaceId, ids);
  return rows.map((row) => ({
    seq: row.seq ?? 0,
    id: row.id,
    at: row.at.toISOString(),
    actor: { kind: row.actorKind, id: row.actorId, name: names.get(row.actorId ?? "") ?? null },
    ip: row.ip,
    action: row.action,
    outcome: row.outcome,
    target: row.target === null ? null : { id: row.target, name: names.get(row.target) ?? null },
    details: row.details,
    hash: row.hash?.toString("hex") ?? "",
    prevHash: row.prevHash?.toString("hex") ?? "",
  }));
}
