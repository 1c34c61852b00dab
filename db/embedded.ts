import { chmod, mkdir, readFile, rename, rm, writeFile } from "node:fs/promises";
import { createServer } from "node:net";
import { join, resolve } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import postgres from "postgres";
import {
  EmbeddedPostgresError,
  explain,
  findPrograms,
  nothingIfMissing,
  type Runner,
  runnerFor,
} from "./embedded/run.ts";
import {
  exists,
  findRunning,
  isOwnedByOther,
  type Memory,
  NAME,
  readLock,
  recall,
  remember,
  START_LIMIT_SECONDS,
  urlOf,
} from "./embedded/state.ts";

export { EmbeddedPostgresError };

export type EmbeddedPostgresOptions = {
  /** Holds the cluster (`data/`), its log, and the file with its port and password. Made when missing. */
  directory: string;
  /** 0 or undefined: the port of the last start if it is free, else any. A cluster that runs keeps its port. */
  port?: number | undefined;
  /** false gives up crash safety for speed: tests only. */
  durable?: boolean;
  /** Further lines of postgresql.conf. */
  settings?: Record<string, string>;
  log?: (line: string) => void;
};

export type EmbeddedPostgres = {
  readonly url: string;
  readonly port: number;
  /** Process id of the postmaster; undefined while it is stopped. */
  readonly pid: number | undefined;
  /** True when the cluster was running already. */
  readonly reused: boolean;
  /** Resolves when Postgres is gone. Leaves it alone while another living process owns it. */
  stop(mode?: "fast" | "immediate"): Promise<void>;
  /** Starts it again after `stop()`, at the same address. */
  start(): Promise<void>;
};

const ORPHANS_LIMIT_MS = 10_000;
const NOT_DURABLE = { fsync: "off", synchronous_commit: "off", full_page_writes: "off" };

/**
 * Starts, or finds already running, the real Postgres that npm installed: on 127.0.0.1 only, with one database and one
 * superuser called `moltdesk`. Who starts it stops it; one whose owner was killed is taken over.
 * @throws EmbeddedPostgresError with one sentence for the person at the terminal.
 */
export async function startEmbeddedPostgres(options: EmbeddedPostgresOptions): Promise<EmbeddedPostgres> {
  const cluster = new Cluster(options, await findPrograms());
  await cluster.start();
  return cluster;
}

/** Ends what a killed process left running in this directory. Does nothing while a living process owns it. */
export async function stopEmbeddedPostgres(directory: string): Promise<void> {
  if (!(await exists(directory))) return;
  await new Cluster({ directory }, await findPrograms()).stop("immediate");
}

class Cluster implements EmbeddedPostgres {
  pid: number | undefined;
  reused = false;
  readonly #options: EmbeddedPostgresOptions;
  readonly #programs: { pg_ctl: string; initdb: string };
  readonly #directory: string;
  readonly #data: string;
  #memory: Memory = { port: 0, password: "" };

  constructor(options: EmbeddedPostgresOptions, programs: { pg_ctl: string; initdb: string }) {
    this.#options = options;
    this.#programs = programs;
    this.#directory = resolve(options.directory);
    this.#data = join(this.#directory, "data");
  }

  get port(): number {
    return this.#memory.port;
  }

  get url(): string {
    return urlOf(this.#memory, NAME);
  }

  async start(): Promise<void> {
    await makeFolder(this.#directory);
    this.#memory = await recall(this.#directory);
    const runner = await runnerFor(this.#data, this.#programs.pg_ctl);
    if (!(await exists(join(this.#data, "PG_VERSION")))) await this.#create(runner);
    this.reused = await findRunning(this.#data, this.#memory);
    if (!this.reused || !isOwnedByOther(this.#memory)) this.#memory.owner = process.pid;
    if (!this.reused) await this.#launch(runner);
    await remember(this.#directory, this.#memory);
    await createDatabase(this.#memory);
    this.pid = (await readLock(this.#data))?.pid;
  }

  async stop(mode: "fast" | "immediate" = "fast"): Promise<void> {
    this.#memory = await recall(this.#directory);
    if (isOwnedByOther(this.#memory)) return;
    const { run } = await runnerFor(this.#data, this.#programs.pg_ctl);
    const wait = ["-w", "-t", String(START_LIMIT_SECONDS)];
    const stopped = await run(this.#programs.pg_ctl, ["stop", "-D", this.#data, "-m", mode, ...wait]);
    // pg_ctl also complains when there is nothing to stop.
    if (stopped.code !== 0 && (await findRunning(this.#data, this.#memory))) {
      throw new EmbeddedPostgresError(
        `The built-in Postgres in ${this.#directory} did not stop: ${stopped.output.trim()}`,
      );
    }
    this.pid = undefined;
  }

  /** The cluster grows under another name, so that an interrupted one never looks finished. */
  async #create({ run, own }: Runner): Promise<void> {
    const unfinished = join(this.#directory, "data.unfinished");
    const passwordFile = join(this.#directory, "password.once");
    this.#options.log?.("Creating the database cluster");
    await rm(unfinished, { recursive: true, force: true });
    await mkdir(unfinished, { mode: 0o700 });
    await own(unfinished);
    try {
      await writeFile(passwordFile, this.#memory.password, { mode: 0o600 });
      await own(passwordFile);
      const locale = [
        "--encoding=UTF8",
        "--locale=C",
        "--locale-provider=builtin",
        "--builtin-locale=C.UTF-8",
      ];
      const access = [`--username=${NAME}`, "--auth=scram-sha-256", `--pwfile=${passwordFile}`];
      const speed = this.#options.durable === false ? ["--no-sync"] : [];
      const args = ["-D", unfinished, "--no-instructions", ...locale, ...access, ...speed];
      const made = await run(this.#programs.initdb, args);
      if (made.code !== 0) throw explain(made.output, this.#directory);
      await rename(unfinished, this.#data);
    } finally {
      await rm(passwordFile, { force: true });
    }
  }

  async #launch({ run, own }: Runner): Promise<void> {
    this.#memory.port = await choosePort(this.#options.port, this.#memory.port);
    await remember(this.#directory, this.#memory);
    await writeSettings(this.#data, this.port, this.#options);
    const logFile = join(this.#directory, "postgres.log");
    await rename(logFile, `${logFile}.previous`).catch(nothingIfMissing);
    const args = ["start", "-D", this.#data, "-l", logFile, "-w", "-t", String(START_LIMIT_SECONDS)];
    const giveUp = performance.now() + ORPHANS_LIMIT_MS;
    for (;;) {
      await writeFile(logFile, "");
      await own(logFile);
      const started = await run(this.#programs.pg_ctl, args);
      if (started.code === 0) break;
      const log = await readFile(logFile, "utf8");
      // The children of a killed postmaster end by themselves within moments.
      const orphans = /pre-existing shared memory block/.test(log) && performance.now() < giveUp;
      if (!orphans) throw explain(`${started.output}\n${log}`, this.#directory);
      await sleep(100);
    }
    this.#options.log?.(`Postgres runs on 127.0.0.1:${this.port}`);
  }
}

async function writeSettings(data: string, port: number, options: EmbeddedPostgresOptions): Promise<void> {
  const settings: Record<string, string> = {
    listen_addresses: "127.0.0.1",
    port: String(port),
    // Off: a project's path is easily longer than the 107 bytes a socket's path may have.
    unix_socket_directories: "",
    timezone: "UTC",
    log_timezone: "UTC",
    ...(options.durable === false ? NOT_DURABLE : {}),
    ...options.settings,
  };
  const lines = Object.entries(settings).map(
    ([name, value]) => `${name} = '${value.replaceAll("'", "''")}'\n`,
  );
  await writeFile(join(data, "postgresql.conf"), lines.join(""));
}

async function createDatabase(known: Memory): Promise<void> {
  const sql = postgres(urlOf(known, "postgres"), { max: 1 });
  try {
    const found = await sql`SELECT 1 FROM pg_database WHERE datname = ${NAME}`;
    if (found.length === 0) await sql`CREATE DATABASE ${sql(NAME)}`;
  } finally {
    await sql.end();
  }
}

async function makeFolder(directory: string): Promise<void> {
  try {
    await mkdir(directory, { recursive: true });
    // Whatever the umask: the user that root runs Postgres as has to pass.
    await chmod(directory, 0o755);
  } catch (cause) {
    throw new EmbeddedPostgresError(
      `No permission to write ${directory}, where the database lives: make the folder yours, or set DATABASE_URL.`,
      { cause },
    );
  }
}

async function choosePort(asked: number | undefined, last: number): Promise<number> {
  if (!asked) return (await freePort(last)) ?? (await freePort(0)) ?? 0;
  if (await freePort(asked)) return asked;
  throw new EmbeddedPostgresError(
    `Port ${asked} is taken by another program: stop that program, or choose another port for Postgres.`,
  );
}

/** The port itself, or any when it is 0; undefined when it is taken. */
function freePort(port: number): Promise<number | undefined> {
  return new Promise((resolve) => {
    const server = createServer();
    server.once("error", () => resolve(undefined));
    server.listen(port, "127.0.0.1", () => {
      const address = server.address();
      server.close(() => resolve(typeof address === "object" ? address?.port : undefined));
    });
  });
}
