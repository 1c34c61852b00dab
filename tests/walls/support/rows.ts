import { is } from "drizzle-orm";
import { getTableConfig, PgTable } from "drizzle-orm/pg-core";
import { systemSql } from "#db/client.ts";
import * as schema from "#db/schema/index.ts";

const tables: PgTable[] = Object.values<unknown>(schema).flatMap((value) =>
  is(value, PgTable) ? [value] : [],
);
/** drizzle names columns in camel case until it meets the database. */
const columnsOf = (table: PgTable) => getTableConfig(table).columns.map((column) => column.name);

/** Every table that holds rows of workspaces. */
const tenantTables = tables.filter((table) => columnsOf(table).includes("workspaceId"));
export const tenantTableNames = tenantTables.map((table) => getTableConfig(table).name);

/** Refusals are written down in the audit of the workspace that refused: they are no change. */
const changing = tenantTableNames.filter((name) => !["audit_entries", "audit_heads"].includes(name));

/** How many rows of each table a workspace has, and a checksum of them. */
export async function fingerprintOf(workspaceId: string): Promise<Record<string, string>> {
  const counted = changing.map(async (name) => {
    const [row] = await systemSql().unsafe<{ fingerprint: string }[]>(
      `select count(*) || ' ' || coalesce(md5(string_agg(t::text, '' order by t::text)), '') as fingerprint
       from ${name} t where workspace_id = $1`,
      [workspaceId],
    );
    return [name, row?.fingerprint ?? ""] as const;
  });
  return Object.fromEntries(await Promise.all(counted));
}

/** Runs work while the third wall is down, in this file's own database. */
export async function withoutRowSecurity(work: () => Promise<void>): Promise<void> {
  const switchAll = (state: "enable" | "disable") =>
    Promise.all(
      tenantTableNames.map((name) => systemSql().unsafe(`alter table ${name} ${state} row level security`)),
    );
  await switchAll("disable");
  try {
    await work();
  } finally {
    await switchAll("enable");
  }
}
