import postgres from "postgres";
import { env } from "#server/core/env.ts";
import { messageOf } from "#server/core/errors.ts";
import { log } from "#server/core/log.ts";

/** One of PostgreSQL's two keys of an advisory lock; the other follows from the pool's name. */
const lockClass = 6_158_302;
/** Others look for those who are gone this often, so a lock that broke off with its connection must be back sooner. */
const lookMs = 20_000;
const holdMs = 5_000;

export type Presence = { stop: () => Promise<void> };

/**
 * Shows that a process takes jobs, by a lock on a connection of its own which ends with it, and frees the jobs of
 * processes that are gone: by itself graphile-worker keeps those for four hours.
 * @param pool the name under which this process takes jobs
 */
export function showPresence(pool: string, everyMs = { look: lookMs, hold: holdMs }): Presence {
  const sql = postgres(env().DATABASE_URL, {
    ...{ max: 1, connect_timeout: 5, idle_timeout: 0, max_lifetime: null, onnotice: () => undefined },
    // Its own pause grows to 20 s, after which the others would take us for gone.
    backoff: (attempt: number) => Math.min(attempt * 0.1, 1),
    connection: { application_name: "moltdesk presence" },
  });
  /** Who was not there when we last looked. Once is not enough: a database that starts again has nobody's lock. */
  let missing = new Set<string>();

  const hold = () => sql`select pg_advisory_lock(${lockClass}, hashtext(${pool})) where not exists (
    select 1 from pg_locks where locktype = 'advisory' and pid = pg_backend_pid()
      and classid = ${lockClass} and objid = (hashtext(${pool})::bigint & 4294967295)::oid and granted)`;

  const look = async () => {
    const gone = await sql<{ pool: string }[]>`
      select distinct j.locked_by as pool from graphile_worker._private_jobs j
      where j.locked_by is not null and j.locked_by <> ${pool} and not exists (
        select 1 from pg_locks l join pg_database d on d.oid = l.database
        where d.datname = current_database() and l.locktype = 'advisory' and l.classid = ${lockClass}
          and l.objid = (hashtext(j.locked_by)::bigint & 4294967295)::oid and l.granted)`;
    const names = gone.map((one) => one.pool);
    const dead = names.filter((name) => missing.has(name));
    missing = new Set(names);
    if (dead.length === 0) return;
    await sql`select graphile_worker.force_unlock_workers(${dead}::text[])`;
    log().warn({ workers: dead }, "jobs of a worker that is gone are free again");
  };

  const every = (ms: number, work: () => Promise<unknown>) => {
    const run = () =>
      work().catch((error: unknown) => log().warn({ err: messageOf(error) }, "workers cannot be looked at"));
    void run();
    return setInterval(run, ms).unref();
  };
  const timers = [every(everyMs.hold, async () => hold()), every(everyMs.look, look)];
  return {
    stop: async () => {
      for (const timer of timers) clearInterval(timer);
      await sql.end({ timeout: 1 });
    },
  };
}
