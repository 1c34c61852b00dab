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

/** For rows of one chat, named by its address; `numbers` and `chats` are themselves behind this wall. */
export const chatInSight = (table: string) => {
  const row = sql.identifier(table);
  return restricted(
    table,
    sql`(${onlyNumbers} is null or ${row}.session_id in (select session_id from numbers)) and (${assignedTo} is null or exists (select 1 from chats where chats.session_id = ${row}.session_id and chats.chat_id = ${row}.chat_id))`,
  );
};

/** For messages on their way, which name their number by its id. */
export const messageInSight = (table: string) => {
  const row = sql.identifier(table);
  return restricted(
    table,
    sql`${isOneOfTheirs("number_id")} and (${assignedTo} is null or exists (select 1 from chats where chats.number_id = ${row}.number_id and chats.chat_id = ${row}.chat_id))`,
  );
};

/**
 * For chats themselves. `case`, because PostgreSQL believes of `x is null or …` that almost no row passes, and would
 * rather read and sort fifty thousand chats than follow an index for fifty.
 */
export const chatRowInSight = (table: string) => {
  const row = sql.identifier(table);
  return restricted(
    table,
    sql`case when ${onlyNumbers} is null then true else ${row}.number_id = any (${onlyNumbers}::uuid[]) end and case when ${assignedTo} is null then true else ${row}.assignee_id = ${assignedTo} end`,
  );
};

/** For rows that belong to a chat by its id, in `column`. */
export const ofChatInSight = (table: string, column = "chat") => {
  const row = sql.identifier(table);
  return restricted(
    table,
    sql`(${onlyNumbers} is null and ${assignedTo} is null) or exists (select 1 from chats where chats.id = ${row}.${sql.identifier(column)})`,
  );
};

/** For what belongs to a message on its way, which is itself behind this wall. */
export const ofOutboxInSight = (table: string) => {
  const row = sql.identifier(table);
  return restricted(
    table,
    sql`(${onlyNumbers} is null and ${assignedTo} is null) or exists (select 1 from outbox_messages where outbox_messages.id = ${row}.message)`,
  );
};

/** For rows that tell of one number, or of all of them when `number_id` is null: those are filtered by who reads them. */
export const numberOrAllInSight = (table: string) =>
  restricted(table, sql`number_id is null or (${isOneOfTheirs("number_id")} and ${assignedTo} is null)`);

/** For a member's own rows that may be about a chat or a number, and go out of sight with it. */
export const aboutInSight = (table: string) => {
  const row = sql.identifier(table);
  return restricted(
    table,
    sql`(chat is null or (${onlyNumbers} is null and ${assignedTo} is null) or exists (select 1 from chats where chats.id = ${row}.chat)) and (number_id is null or ${isOneOfTheirs("number_id")})`,
  );
};

/** For rows that may tell of any number: nothing for a member with a restriction. */
export const unrestrictedOnly = (table: string) =>
  restricted(table, sql`${onlyNumbers} is null and ${assignedTo} is null`);

export const bytes = customType<{ data: Buffer; driverData: Buffer }>({ dataType: () => "bytea" });

/** Words to be found by; see `server/chats/words.ts`, which makes them. */
export const words = customType<{ data: string; driverData: string }>({ dataType: () => "tsvector" });

export const instant = () => timestamp({ withTimezone: true, mode: "date" });
export const createdAt = () => instant().notNull().defaultNow();
export const id = () => uuid().notNull();
