import { type ChildProcess, spawn } from "node:child_process";
import { createServer } from "node:net";
import { createInterface } from "node:readline";
import { SetupError } from "./environment.ts";

/** Throws a sentence when something listens on the port already. */
export async function assertPortFree(port: number, what: string, option: string): Promise<void> {
  const probe = createServer();
  await new Promise<void>((resolve, reject) => {
    probe.once("error", (cause: NodeJS.ErrnoException) => {
      const why = cause.code === "EACCES" ? "may not be used by you" : "is taken by another program";
      reject(
        new SetupError(
          `Port ${port} for ${what} ${why}. Stop that program, or choose another with ${option}.`,
          {
            cause,
          },
        ),
      );
    });
    probe.listen(port, "127.0.0.1", resolve);
  });
  await new Promise((resolve) => probe.close(resolve));
}

export type Service = { name: string; process: ChildProcess; stop: () => Promise<void> };

/** Resolves when the address answers anything at all. */
export async function answers(url: string, child: ChildProcess, timeoutMs = 60_000): Promise<void> {
  const untilMs = Date.now() + timeoutMs;
  while (Date.now() < untilMs && child.exitCode === null) {
    try {
      await fetch(url, { signal: AbortSignal.timeout(5_000) });
      return;
    } catch {
      // Not listening yet; the loop's end says so if it never does.
      await new Promise((resolve) => setTimeout(resolve, 100));
    }
  }
  throw new SetupError(`${url} does not answer. What the service said stands above.`);
}

/** Starts a Node program and shows what it prints, marked with its name. */
export function startService(
  name: string,
  args: string[],
  env: Record<string, string> = {},
  quiet = false,
): Service {
  const child = spawn(process.execPath, args, {
    env: { ...process.env, ...env },
    stdio: ["ignore", "pipe", "pipe"],
    // A Ctrl-C reaches the whole terminal group; ours are stopped in order by us.
    detached: process.platform !== "win32",
  });
  for (const stream of [child.stdout, child.stderr]) {
    createInterface({ input: stream }).on("line", (line) => {
      if (!quiet || stream === child.stderr) process.stdout.write(`${name.padEnd(8)} ${line}\n`);
    });
  }
  const ended = new Promise<void>((resolve) => child.once("exit", () => resolve()));
  const stop = async () => {
    if (child.exitCode !== null || child.signalCode !== null) return;
    child.kill("SIGTERM");
    const timer = setTimeout(() => child.kill("SIGKILL"), 8_000);
    await ended;
    clearTimeout(timer);
  };
  return { name, process: child, stop };
}
