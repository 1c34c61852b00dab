import { randomBytes } from "node:crypto";
import { existsSync, readFileSync } from "node:fs";
import { chown, readFile, rename, stat, writeFile } from "node:fs/promises";
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
 * process id may belong to something else, and a copied folder holds the lock of the original. So it has to answer, to
 * our password, with our directory.
 * @throws EmbeddedPostgresError when a Postgres is there that only a person can judge
 */
export async function findRunning(data: string, known: Memory): Promise<boolean> {
  const begun = performance.now();
  while (performance.now() - begun < START_LIMIT_SECONDS * 1_000) {
    const lock = await readLock(data);
    if (!lock) return false;
    if (!isAlive(lock.pid)) return forgetProcess(data);
    const answer = await ask({ ...known, port: lock.port }, lock.pid);
    if (typeof answer === "object") {
      if (!(await isSameFolder(answer.directory, data, lock.pid))) return forgetProcess(data);
      known.port = lock.port;
      return true;
    }
    if (answer === "nobody" && performance.now() - begun > STALE_LOCK_LIMIT_MS) return forgetProcess(data);
    await sleep(50);
  }
  throw new EmbeddedPostgresError(
    `The Postgres in ${data} neither starts nor stops: end its process and try again.`,
  );
}

async function isSameFolder(reported: string, data: string, pid: number): Promise<boolean> {
  const [there, here] = await Promise.all([stat(reported).catch(nothingIfMissing), stat(data)]);
  if (there) return there.ino === here.ino && there.dev === here.dev;
  throw new EmbeddedPostgresError(
    `The database in ${data} was moved while its Postgres ran in ${reported}: end process ${pid} and try again.`,
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

/** Who is at that port: a server that says its folder, one that is between start and stop, or nobody. */
async function ask(known: Memory, pid: number): Promise<{ directory: string } | "busy" | "nobody"> {
  const sql = postgres(urlOf(known, "postgres"), { max: 1, connect_timeout: 5 });
  try {
    const [row] = await sql<{ data_directory: string }[]>`SHOW data_directory`;
    return { directory: row?.data_directory ?? "" };
  } catch (error) {
    if (!(error instanceof postgres.PostgresError)) return "nobody";
    if (error.code === "57P03") return "busy";
    throw new EmbeddedPostgresError(
      `A Postgres runs on port ${known.port} but does not let us in (${error.message}): end process ${pid} and try again.`,
      { cause: error },
    );
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
  const unfinished = `${file}.${process.pid}`;
  await writeFile(unfinished, JSON.stringify(known), { mode: 0o600 });
  if (process.getuid?.() === 0) {
    // Root may be only a guest in this folder; its owner has to be able to read the file again.
    const { uid, gid } = await stat(directory);
    await chown(unfinished, uid, gid);
  }
  await rename(unfinished, file);
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
