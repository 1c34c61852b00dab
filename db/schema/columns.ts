import { sql } from "drizzle-orm";
import { customType, pgPolicy, pgRole, timestamp, uuid } from "drizzle-orm/pg-core";

/**
 * The role a tenant transaction drops to. It owns nothing and sees only rows whose `workspace_id` is the
 * transaction's `app.workspace_id`. Roles belong to the cluster, so `db/migrate.ts` makes it, not a migration.
 */
export const tenantRole = pgRole("moltdesk_tenant").existing();

const currentWorkspace = sql`nullif(current_setting('app.workspace_id', true), '')::uuid`;

/** The third tenancy wall: every table that holds a workspace's rows carries this policy. */
export const ownWorkspaceOnly = (table: string, column = "workspace_id") =>
  pgPolicy(`${table}_own_workspace`, {
    for: "all",
    to: tenantRole,
    using: sql`${sql.identifier(column)} = ${currentWorkspace}`,
    withCheck: sql`${sql.identifier(column)} = ${currentWorkspace}`,
  });

export const bytes = customType<{ data: Buffer; driverData: Buffer }>({ dataType: () => "bytea" });

export const instant = () => timestamp({ withTimezone: true, mode: "date" });
export const createdAt = () => instant().notNull().defaultNow();
export const id = () => uuid().notNull();
