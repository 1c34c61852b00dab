import { createWriteStream, existsSync } from "node:fs";
import { rename, rm, stat } from "node:fs/promises";
import { Readable } from "node:stream";
import { pipeline } from "node:stream/promises";
import { createGzip } from "node:zlib";
import postgres, { type TransactionSql } from "postgres";
import { BackupError, encodeFrames, type Frame } from "./frames.ts";
import { listMigrations, listTables, quoted } from "./tables.ts";

export type BackupHead = {
  format: 1;
  takenAt: string;
  migrations: { ours: string[]; queue: number[] };
};

const json = (value: unknown) => Buffer.from(JSON.stringify(value));

/** The whole database as it is at one moment, whatever is written meanwhile. */
async function* framesOf(sql: TransactionSql): AsyncGenerator<Frame> {
  const head: BackupHead = {
    format: 1,
    takenAt: new Date().toISOString(),
    migrations: await listMigrations(sql),
  };
  yield { kind: "head", body: json(head) };
  for (const table of await listTables(sql)) {
    yield { kind: "table", body: json(table) };
    const columns = table.columns.map(quoted).join(", ");
    const rows = await sql.unsafe(`copy ${table.name} (${columns}) to stdout`).readable();
    for await (const body of rows) yield { kind: "data", body };
    // postgres.js pauses the connection while the stream is full, and nothing else wakes it once the stream has ended.
    rows._read(0);
  }
}

/**
 * Writes the whole database to a new file: a consistent snapshot, gzipped, readable only by its owner. The file has its
 * name only once it is complete. @returns its size. @throws BackupError when the file exists
 */
export async function backUp(databaseUrl: string, file: string): Promise<{ bytes: number }> {
  if (existsSync(file)) throw new BackupError(`${file} exists already; give the backup another name.`);
  const unfinished = `${file}.unfinished`;
  const sql = postgres(databaseUrl, { max: 1, onnotice: () => undefined });
  try {
    await sql.begin("isolation level repeatable read read only", async (tx) => {
      const frames = Readable.from(encodeFrames(framesOf(tx)));
      await pipeline(frames, createGzip(), createWriteStream(unfinished, { mode: 0o600, flags: "wx" }));
    });
    await rename(unfinished, file);
    return { bytes: (await stat(file)).size };
  } catch (error) {
    await rm(unfinished, { force: true });
    throw error;
  } finally {
    await sql.end({ timeout: 5 });
  }
}
