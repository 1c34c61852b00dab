import { fileURLToPath } from "node:url";
import { readMigrationFiles } from "drizzle-orm/migrator";
import { drizzle } from "drizzle-orm/postgres-js";
import { migrate as applyMigrations } from "drizzle-orm/postgres-js/migrator";
import { runMigrations } from "graphile-worker";
import postgres from "postgres";
import { tenantRole } from "./schema/columns.ts";

const migrationsFolder = fileURLToPath(new URL("./migrations", import.meta.url));
/** Any number, so long as every process that migrates uses the same. */
const migrationLock = 6_158_301;

async function ensureTenantRole(sql: postgres.Sql): Promise<void> {
  const [found] = await sql`select 1 from pg_roles where rolname = ${tenantRole.name}`;
  if (!found) await sql.unsafe(`create role ${tenantRole.name} nologin`);
  // A superuser is a member of every role; a managed database's owner has to be made one.
  await sql.unsafe(`grant ${tenantRole.name} to current_user`);
}

const oldestServer = 180_000;

/** Says so before anything is changed, rather than failing in the middle of a day. */
async function checkServer(sql: postgres.Sql): Promise<void> {
  const [row] = await sql`select current_setting('server_version_num')::int as version, version() as words`;
  if (Number(row?.version) >= oldestServer) return;
  throw new Error(`Moltdesk needs PostgreSQL 18 or newer, and DATABASE_URL leads to ${row?.words}.`);
}

/**
 * Brings a database to this version's tables and job queue, or to those of an earlier version in `folder`. Safe to run
 * from several processes at once: one works, the others wait and find nothing left to do.
 * @throws Error when the server is older than PostgreSQL 18
 */
export async function migrate(databaseUrl: string, folder = migrationsFolder): Promise<void> {
  const sql = postgres(databaseUrl, { max: 1, onnotice: () => undefined });
  try {
    await checkServer(sql);
    await sql`select pg_advisory_lock(${migrationLock})`;
    await ensureTenantRole(sql);
    await runMigrations({ connectionString: databaseUrl });
    await applyMigrations(drizzle(sql), { migrationsFolder: folder });
  } finally {
    await sql.end({ timeout: 5 });
  }
}

/** How many migrations this version has that the database has not. */
export async function pendingMigrations(sql: postgres.Sql): Promise<number> {
  const known = readMigrationFiles({ migrationsFolder }).length;
  const [table] = await sql`select to_regclass('drizzle.__drizzle_migrations') as name`;
  if (!table?.name) return known;
  const [row] = await sql`select count(*)::int as applied from drizzle.__drizzle_migrations`;
  return Math.max(0, known - Number(row?.applied ?? 0));
}
