import "#tests/support/env.ts";
import { rm } from "node:fs/promises";
import { fileURLToPath } from "node:url";
import { closeDatabase } from "#db/client.ts";
import { startEmbeddedPostgres } from "#db/embedded.ts";
import { migrate } from "#db/migrate.ts";

const directory = fileURLToPath(new URL("../../../.moltdesk/bench-postgres", import.meta.url));

/** Runs work on a fresh, durable Postgres as `npm start` has it; the product's functions in this process use it too. */
export async function withBenchDatabase<T>(work: (url: string) => Promise<T>): Promise<T> {
  const cluster = await startEmbeddedPostgres({ directory });
  try {
    process.env.DATABASE_URL = cluster.url;
    await migrate(cluster.url);
    return await work(cluster.url);
  } finally {
    await closeDatabase();
    await cluster.stop("immediate");
    await rm(directory, { recursive: true, force: true });
  }
}
