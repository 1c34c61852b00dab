import { execFileSync } from "node:child_process";
import { existsSync, mkdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { z } from "zod";
import { dataDirectory, SetupError } from "./environment.ts";

const lockSchema = z.object({ pid: z.number(), services: z.array(z.number()) });
type Lock = z.output<typeof lockSchema>;

const lockFile = () => join(dataDirectory(), "dev.json");

/** Whether a process lives and is one of ours: after a restart of the machine its number may be anybody's. */
function isOurs(pid: number): boolean {
  try {
    process.kill(pid, 0);
    const command =
      process.platform === "win32"
        ? "node"
        : execFileSync("ps", ["-o", "args=", "-p", String(pid)], { encoding: "utf8" });
    return /scripts\/dev\.ts|server\/main\.ts|sandbox\/(moltflow|stripe)\/main\.ts|maildev|^node$/.test(
      command,
    );
  } catch {
    // Neither the signal nor ps finds it: it is gone.
    return false;
  }
}

function readLock(): Lock | null {
  if (!existsSync(lockFile())) return null;
  return lockSchema.safeParse(JSON.parse(readFileSync(lockFile(), "utf8"))).data ?? null;
}

/**
 * Claims the data directory for this launcher, and ends the services of an earlier one that was killed.
 * @throws SetupError when another launcher works in it
 */
export async function takeDevLock(): Promise<void> {
  const earlier = readLock();
  if (earlier && earlier.pid !== process.pid && isOurs(earlier.pid)) {
    throw new SetupError(
      `\`npm run dev\` already runs here (process ${earlier.pid}). Use that one, stop it with Ctrl-C, or set MOLTDESK_DIR and other ports.`,
    );
  }
  const leftovers = (earlier?.services ?? []).filter(isOurs);
  for (const pid of leftovers) process.kill(pid, "SIGKILL");
  // Their ports are free once they are gone.
  while (leftovers.some(isOurs)) await new Promise((resolve) => setTimeout(resolve, 50));
  mkdirSync(dataDirectory(), { recursive: true });
  noteServices([]);
}

/** Keeps which processes belong to this launcher, for the next one if this is killed. */
export function noteServices(services: number[]): void {
  writeFileSync(lockFile(), JSON.stringify({ pid: process.pid, services } satisfies Lock));
}

export const releaseDevLock = (): void => rmSync(lockFile(), { force: true });
