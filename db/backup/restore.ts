import { once } from "node:events";
import { createReadStream } from "node:fs";
import type { Writable } from "node:stream";
import { finished, pipeline } from "node:stream/promises";
import { createGunzip } from "node:zlib";
import postgres, { type TransactionSql } from "postgres";
import { z } from "zod";
import { migrate } from "../migrate.ts";
import { BackupError, decodeFrames, type Frame } from "./frames.ts";
import { type BackupTable, listMigrations, listTables, quoted } from "./tables.ts";

const headSchema = z.object({
  format: z.literal(1),
  takenAt: z.string(),
  migrations: z.object({ ours: z.array(z.string()), queue: z.array(z.number()) }),
});
const tableSchema = z.object({ name: z.string(), columns: z.array(z.string()) });

export type Restored = { takenAt: string; tables: number; rows: number };

/**
 * Fills an empty database from a backup, all or nothing. It needs no more rights than Moltdesk itself: triggers are off
 * while rows are copied, so that the audit's chain comes back as it was, and tables come in an order that their
 * references allow. @throws BackupError when the file is damaged or of another version, or the database is not empty
 */
export async function restore(databaseUrl: string, file: string): Promise<Restored> {
  await migrate(databaseUrl);
  const sql = postgres(databaseUrl, { max: 1, onnotice: () => undefined });
  try {
    return await sql.begin((tx) => readFile(file, (bytes) => fill(tx, decodeFrames(bytes))));
  } finally {
    await sql.end({ timeout: 5 });
  }
}

/** Hands a gzipped file's bytes to `read`, and what is wrong with either to the caller. */
async function readFile<T>(file: string, read: (bytes: AsyncIterable<Buffer>) => Promise<T>): Promise<T> {
  let result: { value: T } | undefined;
  try {
    await pipeline(createReadStream(file), createGunzip(), async (bytes) => {
      result = { value: await read(bytes) };
    });
  } catch (error) {
    const code = error instanceof Error && "code" in error ? String(error.code) : "";
    if (!code.startsWith("Z_")) throw error;
    throw new BackupError("This file is no backup of Moltdesk, or it is cut off.", { cause: error });
  }
  if (!result) throw new BackupError("The backup could not be read.");
  return result.value;
}

async function fill(sql: TransactionSql, frames: AsyncGenerator<Frame>): Promise<Restored> {
  const tables = await listTables(sql);
  await assertEmpty(sql, tables);
  const { takenAt } = await readHead(sql, frames);
  await switchTriggers(sql, tables, "disable");
  await copyTables(sql, tables, frames);
  await letJobsRunAgain(sql);
  await moveSequences(sql, tables);
  await switchTriggers(sql, tables, "enable");
  return { takenAt, tables: tables.length, rows: await countRows(sql, tables) };
}

async function assertEmpty(sql: TransactionSql, tables: BackupTable[]): Promise<void> {
  for (const { name } of tables) {
    const [row] = await sql.unsafe(`select 1 from ${name} limit 1`);
    if (!row) continue;
    throw new BackupError(
      `The database is not empty: ${name} has rows. Restore into a new database, and point DATABASE_URL to it.`,
    );
  }
}

async function readHead(sql: TransactionSql, frames: AsyncGenerator<Frame>) {
  const { value: first } = await frames.next();
  if (first?.kind !== "head") throw new BackupError("This file is no backup of Moltdesk.");
  const head = headSchema.parse(JSON.parse(first.body.toString()));
  const here = await listMigrations(sql);
  if (JSON.stringify(head.migrations) === JSON.stringify(here)) return head;
  throw new BackupError(
    `The backup is of another version (${head.migrations.ours.length} migrations, here ${here.ours.length}). Restore it with the version that made it; a newer one then migrates the database when it starts.`,
  );
}

async function copyTables(
  sql: TransactionSql,
  tables: BackupTable[],
  frames: AsyncGenerator<Frame>,
): Promise<void> {
  let open: Writable | undefined;
  const close = async () => {
    if (!open) return;
    const closed = finished(open);
    open.end();
    await closed;
  };
  try {
    for await (const { kind, body } of frames) {
      if (kind === "table") {
        await close();
        open = await openTable(sql, tables, tableSchema.parse(JSON.parse(body.toString())));
      } else if (open && !open.write(Buffer.from(body))) await once(open, "drain");
    }
    await close();
  } catch (error) {
    // Tells the database that no more rows come; else the transaction could not even be rolled back.
    open?.on("error", () => undefined).destroy(error instanceof Error ? error : new Error(String(error)));
    throw error;
  }
}

async function openTable(sql: TransactionSql, tables: BackupTable[], { name, columns }: BackupTable) {
  const known = tables.find((table) => table.name === name);
  if (!known || !columns.every((column) => known.columns.includes(column))) {
    throw new BackupError(`The backup has a table or column that this version does not know: ${name}.`);
  }
  return sql.unsafe(`copy ${name} (${columns.map(quoted).join(", ")}) from stdin`).writable();
}

/** Our own triggers; those that keep references right belong to the database and stay on. */
async function switchTriggers(
  sql: TransactionSql,
  tables: BackupTable[],
  to: "disable" | "enable",
): Promise<void> {
  for (const { name } of tables) await sql.unsafe(`alter table ${name} ${to} trigger user`);
}

/** Jobs that ran when the backup was taken: their workers are gone, and handlers may run twice. */
async function letJobsRunAgain(sql: TransactionSql): Promise<void> {
  await sql`update graphile_worker._private_jobs set locked_at = null, locked_by = null where locked_at is not null`;
  await sql`update graphile_worker._private_job_queues set locked_at = null, locked_by = null where locked_at is not null`;
}

async function moveSequences(sql: TransactionSql, tables: BackupTable[]): Promise<void> {
  for (const { name, columns } of tables) {
    for (const column of columns) {
      const [owned] = await sql`select pg_get_serial_sequence(${name}, ${column}) as sequence`;
      if (!owned?.sequence) continue;
      await sql.unsafe(
        `select setval('${owned.sequence}', coalesce(max(${quoted(column)}), 0) + 1, false) from ${name}`,
      );
    }
  }
}

async function countRows(sql: TransactionSql, tables: BackupTable[]): Promise<number> {
  let rows = 0;
  for (const { name } of tables) {
    const [counted] = await sql.unsafe(`select count(*)::int as rows from ${name}`);
    rows += Number(counted?.rows ?? 0);
  }
  return rows;
}
