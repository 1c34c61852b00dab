import { spawn } from "node:child_process";
import { once } from "node:events";
import { createWriteStream, existsSync, mkdirSync } from "node:fs";
import { setTimeout as sleep } from "node:timers/promises";
import { fileURLToPath } from "node:url";

const root = fileURLToPath(new URL("../../../", import.meta.url));
const READY_LIMIT_MS = 60_000;
const STOP_LIMIT_MS = 15_000;

/**
 * Starts the built application as its own process and waits until it is ready. What it logs is in
 * `test-results/product.log`.
 */
export async function startProduct(
  url: string,
  env: Record<string, string>,
): Promise<{ stop(): Promise<void> }> {
  if (!existsSync(`${root}.next/BUILD_ID`)) {
    throw new Error(
      "There is no build to test: run `npm run build`, or `npm test -- --only e2e`, which builds it.",
    );
  }
  mkdirSync(`${root}test-results`, { recursive: true });
  const log = createWriteStream(`${root}test-results/product.log`);
  await once(log, "open");
  const child = spawn(process.execPath, ["server/main.ts"], {
    cwd: root,
    // Only what it is given: a setting of the developer's shell must not decide a test.
    env: { PATH: process.env.PATH, HOME: process.env.HOME, ...env, NODE_ENV: "production" },
    stdio: ["ignore", log, log],
  });
  const exited = once(child, "exit");
  const stop = async () => {
    if (child.exitCode !== null || child.signalCode !== null) return;
    child.kill("SIGTERM");
    const late = setTimeout(() => child.kill("SIGKILL"), STOP_LIMIT_MS);
    await exited;
    clearTimeout(late);
  };
  const deadline = performance.now() + READY_LIMIT_MS;
  while (performance.now() < deadline && child.exitCode === null) {
    if (await isReady(url)) return { stop };
    await sleep(100);
  }
  await stop();
  throw new Error("The product did not become ready: test-results/product.log says why.");
}

async function isReady(url: string): Promise<boolean> {
  try {
    return (await fetch(`${url}/readyz`)).ok;
  } catch (error) {
    // fetch says TypeError while nothing listens yet.
    if (error instanceof TypeError) return false;
    throw error;
  }
}
