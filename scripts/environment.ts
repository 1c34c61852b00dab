import { randomBytes } from "node:crypto";
import { existsSync, mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { join, resolve } from "node:path";
import { loadEnvFile } from "node:process";
import { z } from "zod";
import { type EmbeddedPostgres, startEmbeddedPostgres } from "#db/embedded.ts";

/** Something that only the person at the keyboard can change; its message says what and how. */
export class SetupError extends Error {
  override name = "SetupError";
}

const secretsSchema = z.object({ AUTH_SECRET: z.string(), MASTER_KEYS: z.string() });

/** Where this installation keeps its database, secrets and sandbox state. `MOLTDESK_DIR` moves it. */
export const dataDirectory = () => resolve(process.env.MOLTDESK_DIR ?? ".moltdesk");

/** Settings from `.env`; what the shell sets wins. */
export function loadDotEnv(): void {
  if (existsSync(".env")) loadEnvFile(".env");
}

function readOrMakeSecrets(file: string): z.output<typeof secretsSchema> {
  if (existsSync(file)) return secretsSchema.parse(JSON.parse(readFileSync(file, "utf8")));
  const secrets = {
    AUTH_SECRET: randomBytes(32).toString("base64"),
    MASTER_KEYS: randomBytes(32).toString("base64"),
  };
  try {
    mkdirSync(dataDirectory(), { recursive: true });
    writeFileSync(file, `${JSON.stringify(secrets, null, 2)}\n`, { mode: 0o600 });
  } catch (cause) {
    throw new SetupError(
      `Cannot write ${file}. Make ${dataDirectory()} writable for you, or set MOLTDESK_DIR to a folder that is.`,
      { cause },
    );
  }
  return secrets;
}

function isPublicAddress(url: string): boolean {
  const { hostname } = new URL(url);
  return !/^(localhost|.*\.localhost|127\.\d+\.\d+\.\d+|\[::1\])$/.test(hostname);
}

/**
 * Fills in secrets that are not set from a file of this installation, made once with mode 0600.
 * @throws SetupError in production at a public address: such secrets lie beside the data that they protect
 */
export function provideSecrets(): void {
  const missing = Object.keys(secretsSchema.shape).filter((name) => !process.env[name]);
  if (missing.length === 0) return;
  const publicUrl = process.env.PUBLIC_URL ?? "http://localhost:3000";
  if (process.env.NODE_ENV === "production" && isPublicAddress(publicUrl)) {
    throw new SetupError(
      `${missing.join(" and ")} ${missing.length > 1 ? "are" : "is"} not set. At a public address (${publicUrl}) Moltdesk does not run on development secrets: set ${missing.join(" and ")}, each from \`openssl rand -base64 32\`.`,
    );
  }
  const secrets = readOrMakeSecrets(join(dataDirectory(), "secrets.json"));
  Object.assign(process.env, { ...secrets, ...pick(process.env, Object.keys(secrets)) });
}

function pick(source: NodeJS.ProcessEnv, names: string[]): Record<string, string> {
  return Object.fromEntries(names.flatMap((name) => (source[name] ? [[name, source[name]]] : [])));
}

/** Starts the embedded Postgres unless `DATABASE_URL` names another, and sets that variable. */
export async function provideDatabase(): Promise<EmbeddedPostgres | null> {
  if (process.env.DATABASE_URL) return null;
  const postgres = await startEmbeddedPostgres({ directory: join(dataDirectory(), "postgres") });
  process.env.DATABASE_URL = postgres.url;
  return postgres;
}

/** Errors whose message is all that a person needs; they are told without a stack. */
const tellingErrors = new Set([
  "SetupError",
  "EnvError",
  "EmbeddedPostgresError",
  "DomainError",
  "BackupError",
]);

function explain(error: unknown): string {
  if (!(error instanceof Error)) return String(error);
  // What node:util says of a wrong option names the option.
  const isOption = "code" in error && String(error.code).startsWith("ERR_PARSE_ARGS");
  return isOption || tellingErrors.has(error.name) ? error.message : String(error.stack);
}

/** Runs a command's work; what only a person can mend is told in one sentence, anything else with its stack. */
export async function runCommand(work: () => Promise<void>): Promise<void> {
  try {
    await work();
  } catch (error) {
    process.stderr.write(`${explain(error)}\n`);
    process.exitCode = 1;
  }
}

/** Reads a command line; a wrong option ends the program with one sentence and the usage. */
export function orUsage<T>(read: () => T, usage: string): T {
  try {
    return read();
  } catch (error) {
    process.stderr.write(`${explain(error)}\n\n${usage}`);
    process.exit(1);
  }
}
