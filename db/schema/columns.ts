import { type SQL, sql } from "drizzle-orm";
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

/** A transaction for a member who may see only some numbers names their ids here (`{…}`), else it is empty. */
const onlyNumbers = sql`nullif(current_setting('app.only_numbers', true), '')`;
/** The member whose chats alone a transaction may see, or empty. */
const assignedTo = sql`nullif(current_setting('app.assigned_to', true), '')`;

const isOneOfTheirs = (numberId: string) =>
  sql`(${onlyNumbers} is null or ${sql.identifier(numberId)} = any (${onlyNumbers}::uuid[]))`;

/** The same wall inside a workspace: what a member's restrictions hide is not there for their transactions. */
const restricted = (table: string, using: SQL) =>
  pgPolicy(`${table}_within_sight`, { as: "restrictive", for: "all", to: tenantRole, using });

/** For rows of one number. `column` holds its id. */
export const numberInSight = (table: string, column = "number_id") =>
  restricted(table, isOneOfTheirs(column));

/** For rows of one chat of a number; `numbers` and `chat_assignments` are themselves behind this wall. */
export const chatInSight = (table: string) => {
  const row = sql.identifier(table);
  return restricted(
    table,
    sql`(${onlyNumbers} is null or ${row}.session_id in (select session_id from numbers)) and (${assignedTo} is null or exists (select 1 from chat_assignments where chat_assignments.session_id = ${row}.session_id and chat_assignments.chat_id = ${row}.chat_id))`,
  );
};

/** For messages, which name their number by its id. */
export const messageInSight = (table: string) => {
  const row = sql.identifier(table);
  return restricted(
    table,
    sql`${isOneOfTheirs("number_id")} and (${assignedTo} is null or exists (select 1 from chat_assignments join numbers on numbers.session_id = chat_assignments.session_id where numbers.id = ${row}.number_id and chat_assignments.chat_id = ${row}.chat_id))`,
  );
};

/** For assignments themselves. */
export const assignmentInSight = (table: string) => {
  const row = sql.identifier(table);
  return restricted(
    table,
    sql`(${assignedTo} is null or ${row}.user_id = ${assignedTo}) and (${onlyNumbers} is null or ${row}.session_id in (select session_id from numbers))`,
  );
};

/** For rows that may tell of any number: nothing for a member with a restriction. */
export const unrestrictedOnly = (table: string) =>
  restricted(table, sql`${onlyNumbers} is null and ${assignedTo} is null`);

export const bytes = customType<{ data: Buffer; driverData: Buffer }>({ dataType: () => "bytea" });

export const instant = () => timestamp({ withTimezone: true, mode: "date" });
export const createdAt = () => instant().notNull().defaultNow();
export const id = () => uuid().notNull();
