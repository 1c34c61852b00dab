import { drizzle, type PostgresJsDatabase } from "drizzle-orm/postgres-js";
import postgres from "postgres";
import { env } from "#server/core/env.ts";
import { forgetSingleton, singleton } from "#server/core/singleton.ts";
import { tellingCommits } from "./after-commit.ts";

export type Db = PostgresJsDatabase;
export type Transaction = Parameters<Parameters<Db["transaction"]>[0]>[0];
/** Where a query may run: on its own, or inside a transaction. */
export type Queryable = Db | Transaction;

type Database = { sql: postgres.Sql; db: Db };

/** With more values than this a statement comes in too many lengths for a plan of each to be kept. */
const maxKeptValues = 24;

/**
 * drizzle has the database plan each statement anew, which behind row-level security takes ten times as long as most of
 * them do. With this a connection plans a statement once, whoever asks; the plan is made anew when the role differs.
 */
function keepingPlans<Client extends object>(client: Client): Client {
  const inside = (argument: unknown) =>
    typeof argument === "function" ? (inner: object) => (argument as Method)(keepingPlans(inner)) : argument;
  return new Proxy(client, {
    get(target, key) {
      const value = Reflect.get(target, key) as Method;
      if (key === "unsafe") {
        return (text: string, values: unknown[] = [], options: object = {}) =>
          value(text, values, { ...options, prepare: values.length <= maxKeptValues });
      }
      if (key === "begin" || key === "savepoint") return (...args: unknown[]) => value(...args.map(inside));
      return value;
    },
  });
}

type Method = (...args: unknown[]) => unknown;

function open(): Database {
  const sql = postgres(env().DATABASE_URL, {
    max: env().DATABASE_POOL,
    // A database that went away is noticed within seconds instead of hanging a request.
    connect_timeout: 5,
    idle_timeout: 60,
    // Its own pause grows to 20 s, which is how long a restarted database would seem to be away.
    backoff: (attempt: number) => Math.min(attempt * 0.1, 1),
    connection: { application_name: `moltdesk ${env().ROLE.join(",")}` },
    onnotice: () => undefined,
  });
  // Without the schema: with it each transaction makes a query builder for every table, which nobody asks for.
  return { sql, db: tellingCommits(drizzle(keepingPlans(sql), { casing: "snake_case" })) };
}

const database = () => singleton("database", open);

/**
 * The owner's connection: sees every workspace. For system work only (accepting events, workers, sign-in); what a
 * member asks for goes through `inTenant`.
 */
export const systemDb = (): Db => database().db;

/** The same pool for hand-written SQL. drizzle took over its conversions: dates and JSON go in and out as text. */
export const systemSql = (): postgres.Sql => database().sql;

/** Closes the pool after running queries have ended. */
export async function closeDatabase(): Promise<void> {
  const { sql } = database();
  forgetSingleton("database");
  await sql.end({ timeout: 5 });
}
