import { randomBytes } from "node:crypto";
import { existsSync, readFileSync } from "node:fs";
import { chown, readFile, realpath, rename, stat, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import postgres from "postgres";
import { z } from "zod";
import { EmbeddedPostgresError, nothingIfMissing } from "./run.ts";

/** Superuser and database. */
export const NAME = "moltdesk";
export const START_LIMIT_SECONDS = 60;
const STALE_LOCK_LIMIT_MS = 3_000;

const IMPOSSIBLE_PID = 2 ** 31 - 2;

const memory = z.object({ port: z.int(), password: z.string(), owner: z.int().optional() });

/** What is kept beside the data: where it listens, how to get in, and the process that has to stop it. */
export type Memory = z.infer<typeof memory>;

/**
 * Does the postmaster of this very directory run? Its lock file alone proves nothing: after `kill -9` or a reboot the
 * process id may belong to something else. So it has to answer to our password with our directory.
 */
export async function findRunning(data: string, known: Memory): Promise<boolean> {
  const begun = performance.now();
  while (performance.now() - begun < START_LIMIT_SECONDS * 1_000) {
    const lock = await readLock(data);
    if (!lock) return false;
    if (!isAlive(lock.pid)) return forgetProcess(data);
    const answer = await ask({ ...known, port: lock.port });
    if (answer === (await realpath(data))) {
      known.port = lock.port;
      return true;
    }
    if (answer !== "starting or stopping" && performance.now() - begun > STALE_LOCK_LIMIT_MS) {
      return forgetProcess(data);
    }
    await sleep(50);
  }
  throw new EmbeddedPostgresError(
    `The Postgres in ${data} neither starts nor stops: end its process and try again.`,
  );
}

/**
 * Postgres would trust a lock whose process id lives, whatever lives there. Only the id is replaced, by one that no
 * process can have: from the other lines Postgres knows whether children of the killed server still use its memory.
 */
async function forgetProcess(data: string): Promise<false> {
  const file = join(data, "postmaster.pid");
  const [, ...rest] = (await readFile(file, "utf8")).split("\n");
  await writeFile(file, [IMPOSSIBLE_PID, ...rest].join("\n"));
  return false;
}

/** The data directory of the server on that port; empty when none answers to our password. */
async function ask(known: Memory): Promise<string> {
  const sql = postgres(urlOf(known, "postgres"), { max: 1, connect_timeout: 5 });
  try {
    const [row] = await sql<{ data_directory: string }[]>`SHOW data_directory`;
    return row?.data_directory ?? "";
  } catch (error) {
    const between = error instanceof postgres.PostgresError && error.code === "57P03";
    return between ? "starting or stopping" : "";
  } finally {
    await sql.end();
  }
}

/** What Postgres says about itself in its lock file: line 1 its process, line 4 its port. */
export async function readLock(data: string): Promise<{ pid: number; port: number } | undefined> {
  const text = await readFile(join(data, "postmaster.pid"), "utf8").catch(nothingIfMissing);
  const lines = text?.split("\n") ?? [];
  const [pid, port] = [Number(lines[0]), Number(lines[3])];
  return pid > 0 && port > 0 ? { pid, port } : undefined;
}

export async function recall(directory: string): Promise<Memory> {
  const file = join(directory, "embedded.json");
  const text = await readFile(file, "utf8").catch(nothingIfMissing);
  if (text !== undefined) return memory.parse(JSON.parse(text));
  if (await exists(join(directory, "data", "PG_VERSION"))) {
    throw new EmbeddedPostgresError(
      `${file} is missing and with it the database's password: restore it, or remove ${directory} to begin anew.`,
    );
  }
  const fresh = { port: 0, password: randomBytes(24).toString("base64url") };
  await remember(directory, fresh);
  return fresh;
}

export async function remember(directory: string, known: Memory): Promise<void> {
  const file = join(directory, "embedded.json");
  await writeFile(`${file}.new`, JSON.stringify(known), { mode: 0o600 });
  if (process.getuid?.() === 0) {
    // Root may be only a guest in this folder; its owner has to be able to read the file again.
    const { uid, gid } = await stat(directory);
    await chown(`${file}.new`, uid, gid);
  }
  await rename(`${file}.new`, file);
}

export function urlOf({ password, port }: Memory, database: string): string {
  return `postgres://${NAME}:${password}@127.0.0.1:${port}/${database}`;
}

/** Whether another living process has to stop it. */
export function isOwnedByOther({ owner }: Memory): boolean {
  return owner !== undefined && owner !== process.pid && isAlive(owner);
}

/** A process that ended but was not collected by its parent still has an id, and counts as gone. */
export function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0);
  } catch (error) {
    // EPERM: it lives, and belongs to somebody else.
    return error instanceof Error && "code" in error && error.code === "EPERM";
  }
  const status = `/proc/${pid}/stat`;
  return !existsSync(status) || !readFileSync(status, "utf8").includes(") Z ");
}

export async function exists(path: string): Promise<boolean> {
  return (await stat(path).catch(nothingIfMissing)) !== undefined;
}
