import type { Sql, TransactionSql } from "postgres";

type Connection = Sql | TransactionSql;

/** Ours, and the queue's: its jobs are part of what was promised to people. */
const schemas = ["public", "graphile_worker"];
/** What a migration writes, and what the queue knows of its own version. */
const notData = new Set(["graphile_worker.migrations"]);

/** A table with the columns that hold data; what the database computes from them is left out. */
export type BackupTable = { name: string; columns: string[] };

/** Every table with data, those that others refer to first. */
export async function listTables(sql: Connection): Promise<BackupTable[]> {
  const columns = await sql<{ name: string; column: string }[]>`
    select format('%I.%I', n.nspname, c.relname) as name, a.attname as column
    from pg_class c join pg_namespace n on n.oid = c.relnamespace
    join pg_attribute a on a.attrelid = c.oid and a.attnum > 0 and not a.attisdropped and a.attgenerated = ''
    where c.relkind = 'r' and n.nspname = any(${schemas}) order by 1, a.attnum`;
  const references = await sql<{ child: string; parent: string }[]>`
    select format('%I.%I', cn.nspname, c.relname) as child, format('%I.%I', pn.nspname, p.relname) as parent
    from pg_constraint f join pg_class c on c.oid = f.conrelid join pg_namespace cn on cn.oid = c.relnamespace
    join pg_class p on p.oid = f.confrelid join pg_namespace pn on pn.oid = p.relnamespace
    where f.contype = 'f' and f.conrelid <> f.confrelid and cn.nspname = any(${schemas})`;
  const tables = new Map<string, BackupTable>();
  for (const { name, column } of columns) {
    if (notData.has(name)) continue;
    const table = tables.get(name) ?? { name, columns: [] };
    tables.set(name, { name, columns: [...table.columns, column] });
  }
  return parentsFirst([...tables.values()], references);
}

function parentsFirst(
  tables: BackupTable[],
  references: readonly { child: string; parent: string }[],
): BackupTable[] {
  const placed = new Set<string>();
  const ordered: BackupTable[] = [];
  while (ordered.length < tables.length) {
    const next = tables.filter(
      ({ name }) =>
        !placed.has(name) && references.every(({ child, parent }) => child !== name || placed.has(parent)),
    );
    if (next.length === 0) throw new Error("Tables refer to each other in a circle; a restore has no order.");
    for (const table of next) placed.add(table.name);
    ordered.push(...next);
  }
  return ordered;
}

/** What migrations the database has, ours by their digest and the queue's by number. */
export async function listMigrations(sql: Connection): Promise<{ ours: string[]; queue: number[] }> {
  const ours = await sql<{ hash: string }[]>`select hash from drizzle.__drizzle_migrations order by id`;
  const queue = await sql<{ id: number }[]>`select id from graphile_worker.migrations order by id`;
  return { ours: ours.map(({ hash }) => hash), queue: queue.map(({ id }) => id) };
}

/** Quotes a name for SQL that takes no parameters. */
export const quoted = (name: string): string => `"${name.replaceAll('"', '""')}"`;
