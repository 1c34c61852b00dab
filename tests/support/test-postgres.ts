import { randomBytes } from "node:crypto";
import { mkdir, readdir, rm } from "node:fs/promises";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import postgres from "postgres";
import { isAlive } from "#db/embedded/state.ts";
import { startEmbeddedPostgres, stopEmbeddedPostgres } from "#db/embedded.ts";

const root = fileURLToPath(new URL("../../.moltdesk/test-postgres", import.meta.url));
const prefix = "moltdesk_test";
const STALE_AFTER_SECONDS = 2 * 60 * 60;

/**
 * A Postgres for one test run: `TEST_DATABASE_URL`, else one of its own that forgets everything, so that several runs
 * at once never meet. The URL is that of a database from which others may be created.
 */
export async function startTestPostgres(): Promise<{ url: string; stop(): Promise<void> }> {
  const given = process.env.TEST_DATABASE_URL;
  if (given) {
    await dropStaleDatabases(given);
    return { url: given, stop: async () => undefined };
  }
  await mkdir(root, { recursive: true });
  await removeLeftovers();
  const directory = join(root, String(process.pid));
  const cluster = await startEmbeddedPostgres({
    directory,
    durable: false,
    settings: { max_connections: "200" },
  });
  const stop = async () => {
    await cluster.stop("immediate");
    await rm(directory, { recursive: true, force: true });
  };
  return { url: cluster.url, stop };
}

/** Creates a database, empty or as a copy, and returns its URL. */
export async function createDatabase(adminUrl: string, templateUrl?: string): Promise<string> {
  const name = `${prefix}_${Math.floor(Date.now() / 1000)}_${randomBytes(4).toString("hex")}`;
  await withAdmin(adminUrl, async (sql) => {
    if (templateUrl) {
      // Files are copied twice as fast as they are written anew, and nothing here has to last.
      await sql`CREATE DATABASE ${sql(name)} TEMPLATE ${sql(databaseName(templateUrl))} STRATEGY FILE_COPY`;
    } else await sql`CREATE DATABASE ${sql(name)}`;
  });
  const url = new URL(adminUrl);
  url.pathname = `/${name}`;
  return url.href;
}

/** Drops it even while connections are open: a test that leaks one fails elsewhere. */
export async function dropDatabase(adminUrl: string, url: string): Promise<void> {
  await withAdmin(adminUrl, async (sql) => {
    await sql`DROP DATABASE IF EXISTS ${sql(databaseName(url))} WITH (FORCE)`;
  });
}

async function dropStaleDatabases(adminUrl: string): Promise<void> {
  await withAdmin(adminUrl, async (sql) => {
    const found = await sql<{ datname: string }[]>`
      SELECT datname FROM pg_database WHERE datname ~ ${`^${prefix}_[0-9]+_`}`;
    const stale = found.filter(({ datname }) => {
      const madeAt = Number(datname.split("_")[2]);
      return madeAt < Date.now() / 1000 - STALE_AFTER_SECONDS;
    });
    for (const { datname } of stale) await sql`DROP DATABASE IF EXISTS ${sql(datname)} WITH (FORCE)`;
  });
}

/** Runs that were killed leave their cluster behind, perhaps running. */
async function removeLeftovers(): Promise<void> {
  for (const name of await readdir(root)) {
    if (Number(name) === process.pid || isAlive(Number(name))) continue;
    await stopEmbeddedPostgres(join(root, name));
    await rm(join(root, name), { recursive: true, force: true });
  }
}

async function withAdmin(url: string, work: (sql: postgres.Sql) => Promise<void>): Promise<void> {
  const sql = postgres(url, { max: 1, onnotice: () => undefined });
  try {
    await work(sql);
  } finally {
    await sql.end();
  }
}

const databaseName = (url: string) => new URL(url).pathname.slice(1);
