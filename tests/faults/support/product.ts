import { type ChildProcess, spawn } from "node:child_process";
import { fileURLToPath } from "node:url";
import { freePort } from "#tests/support/free-port.ts";
import { testEnv } from "#tests/support/test-env.ts";

const projectRoot = fileURLToPath(new URL("../../..", import.meta.url));

export type Product = {
  readonly url: string;
  readonly port: number;
  readonly child: ChildProcess;
  /** Everything it wrote, on both of its outputs. */
  output(): string;
  /** Resolves with the exit code when it is gone, whoever ended it; null when a signal did. */
  ended: Promise<number | null>;
  /** Sends a signal and waits for the end. @returns the exit code; null when the signal itself ended it */
  end(signal: NodeJS.Signals): Promise<number | null>;
};

export type ProductOptions = {
  /** Settings on top of those that tests run with; `PORT` keeps one address over several starts. */
  env: Record<string, string>;
  /** What to run, with Node's own options before it. */
  args?: string[];
  /** The path that answers 200 once it is ready. */
  readyPath?: string;
  readyWithinMs?: number;
};

async function untilReady(url: string, child: ChildProcess, withinMs: number): Promise<boolean> {
  const giveUp = performance.now() + withinMs;
  while (performance.now() < giveUp && child.exitCode === null && child.signalCode === null) {
    const ready = await fetch(url, { signal: AbortSignal.timeout(2_000) }).then(
      ({ ok }) => ok,
      // Nobody listens yet; the caller says so if that stays.
      () => false,
    );
    if (ready) return true;
    await new Promise((resolve) => setTimeout(resolve, 20));
  }
  return false;
}

/** Starts the real process, as an installation runs it, and waits until it answers. */
export async function startProduct(options: ProductOptions): Promise<Product> {
  const { env, args = ["server/main.ts"], readyPath = "/healthz", readyWithinMs = 30_000 } = options;
  const port = Number(env.PORT ?? (await freePort()));
  const settings = { ...testEnv, LOG_LEVEL: "error", HOST: "127.0.0.1", ...env, PORT: String(port) };
  const child = spawn(process.execPath, args, {
    cwd: projectRoot,
    env: { PATH: process.env.PATH, HOME: process.env.HOME, ...settings },
    stdio: ["ignore", "pipe", "pipe"],
  });
  let output = "";
  for (const stream of [child.stdout, child.stderr]) {
    stream.setEncoding("utf8").on("data", (text: string) => {
      output += text;
    });
  }
  const ended = new Promise<number | null>((resolve) => child.once("close", (code) => resolve(code)));
  const end = (signal: NodeJS.Signals) => {
    child.kill(signal);
    return ended;
  };
  const url = `http://127.0.0.1:${port}`;
  if (!(await untilReady(url + readyPath, child, readyWithinMs))) {
    await end("SIGKILL");
    throw new Error(`The process at ${url} did not become ready. It wrote:\n${output}`);
  }
  return { url, port, child, output: () => output, ended, end };
}
