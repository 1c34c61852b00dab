import { cp, mkdtemp, readFile, rm, stat, writeFile } from "node:fs/promises";
import { createServer } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import postgres from "postgres";
import { afterAll, beforeAll, expect, test } from "vitest";
import {
  type EmbeddedPostgres,
  EmbeddedPostgresError,
  startEmbeddedPostgres,
  stopEmbeddedPostgres,
} from "#db/embedded.ts";

let directory: string;
let cluster: EmbeddedPostgres;

beforeAll(async () => {
  directory = await mkdtemp(join(tmpdir(), "embedded-"));
  cluster = await startEmbeddedPostgres({ directory, durable: false });
});

afterAll(async () => {
  await cluster.stop("immediate");
  await rm(directory, { recursive: true, force: true });
});

async function query<T extends postgres.MaybeRow>(url: string, text: string): Promise<T | undefined> {
  const sql = postgres(url, { max: 1, onnotice: () => undefined });
  try {
    const [row] = await sql.unsafe<T[]>(text);
    return row;
  } finally {
    await sql.end();
  }
}

test("the database called moltdesk is UTF-8, in UTC, with the collation that is the same everywhere", async () => {
  const row = await query(
    cluster.url,
    `SELECT current_database() AS name, current_user AS role, pg_encoding_to_char(encoding) AS encoding,
            datlocale AS locale, current_setting('TimeZone') AS zone
     FROM pg_database WHERE datname = current_database()`,
  );
  expect(row).toEqual({
    name: "moltdesk",
    role: "moltdesk",
    encoding: "UTF8",
    locale: "C.UTF-8",
    zone: "UTC",
  });
});

test("a wrong password is refused, and only the owner may read the right one", async () => {
  const wrong = new URL(cluster.url);
  wrong.password = "wrong";
  await expect(query(wrong.href, "SELECT 1")).rejects.toMatchObject({ code: "28P01" });
  const { mode } = await stat(join(directory, "embedded.json"));
  expect((mode & 0o777).toString(8)).toBe("600");
});

test("a second start finds the running cluster instead of starting another", async () => {
  const second = await startEmbeddedPostgres({ directory });
  expect(second).toMatchObject({ reused: true, pid: cluster.pid, url: cluster.url });
});

test.each(["fast", "immediate"] as const)("stop(%s) and start keep address and rows", async (mode) => {
  const { url } = cluster;
  await query(url, "CREATE TABLE IF NOT EXISTS kept (mode text)");
  await query(url, `INSERT INTO kept VALUES ('${mode}')`);
  await query(url, "CHECKPOINT");
  await cluster.stop(mode);
  await expect(query(url, "SELECT 1")).rejects.toMatchObject({ code: "ECONNREFUSED" });
  await cluster.start();
  expect(cluster.url).toBe(url);
  expect(await query(url, `SELECT mode FROM kept WHERE mode = '${mode}'`)).toEqual({ mode });
});

test("a killed postmaster's lock file does not stop the next start", async () => {
  const { pid = 0 } = cluster;
  expect(pid).toBeGreaterThan(0);
  process.kill(pid, "SIGKILL");
  await cluster.start();
  expect(cluster.reused).toBe(false);
  expect(await query(cluster.url, "SELECT 1 AS one")).toEqual({ one: 1 });
});

test("a lock file whose process id now belongs to another program does not stop the next start", async () => {
  const lock = join(directory, "data", "postmaster.pid");
  const lines = (await readFile(lock, "utf8")).split("\n");
  await cluster.stop();
  await writeFile(lock, [process.pid, ...lines.slice(1)].join("\n"));
  await cluster.start();
  expect(await query(cluster.url, "SELECT 1 AS one")).toEqual({ one: 1 });
});

test("a copied folder gets a server of its own instead of the original's", async () => {
  const copy = await mkdtemp(join(tmpdir(), "embedded-copy-"));
  await cluster.stop();
  await cp(directory, copy, { recursive: true, preserveTimestamps: true });
  await cluster.start();
  await cp(join(directory, "data", "postmaster.pid"), join(copy, "data", "postmaster.pid"));
  const other = await startEmbeddedPostgres({ directory: copy, durable: false });
  expect(other.reused).toBe(false);
  expect(other.port).not.toBe(cluster.port);
  await other.stop("immediate");
  await rm(copy, { recursive: true, force: true });
});

test("a cluster that a living process owns is left running by everybody else", async () => {
  const file = join(directory, "embedded.json");
  const mine = await readFile(file, "utf8");
  await writeFile(file, JSON.stringify({ ...JSON.parse(mine), owner: process.ppid }));
  const guest = await startEmbeddedPostgres({ directory });
  await guest.stop();
  expect(await query(cluster.url, "SELECT 1 AS one")).toEqual({ one: 1 });
  await writeFile(file, mine);
});

test("a taken port is named, and what to do about it", async () => {
  const other = createServer();
  const port = await new Promise<number>((resolve) => {
    other.listen(0, "127.0.0.1", () => {
      const address = other.address();
      resolve(typeof address === "object" && address ? address.port : 0);
    });
  });
  await cluster.stop();
  const start = startEmbeddedPostgres({ directory, port });
  await expect(start).rejects.toThrow(EmbeddedPostgresError);
  await expect(start).rejects.toThrow(`Port ${port} is taken by another program: stop that program`);
  other.close();
  await cluster.start();
});

test("data of another major version is refused with a way out, and not touched", async () => {
  await cluster.stop();
  const versionFile = join(directory, "data", "PG_VERSION");
  await writeFile(versionFile, "15\n");
  await expect(cluster.start()).rejects.toThrow(
    "it was made by another major version: dump it with that version",
  );
  expect(await readFile(versionFile, "utf8")).toBe("15\n");
  await writeFile(versionFile, "18\n");
  await cluster.start();
});

test("data without its password file is refused rather than overwritten", async () => {
  const file = join(directory, "embedded.json");
  const known = await readFile(file, "utf8");
  await cluster.stop();
  await rm(file);
  await expect(startEmbeddedPostgres({ directory })).rejects.toThrow("embedded.json is missing");
  await writeFile(file, known, { mode: 0o600 });
  await cluster.start();
});

test("stopping what never ran, as the first start over does, is nothing to complain about", async () => {
  await expect(stopEmbeddedPostgres(join(directory, "never"))).resolves.toBeUndefined();
});
