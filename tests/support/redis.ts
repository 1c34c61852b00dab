import { type ChildProcess, execFile, spawn } from "node:child_process";
import { once } from "node:events";
import { access, constants, mkdtemp, rm } from "node:fs/promises";
import { connect } from "node:net";
import { tmpdir } from "node:os";
import { delimiter, join } from "node:path";
import { setTimeout as pause } from "node:timers/promises";
import { promisify } from "node:util";
import { freePort } from "./free-port.ts";

export type RedisServer = {
  url: string;
  /** Starts it again at the same address; it remembers nothing. */
  start(): Promise<void>;
  /** Sends a signal; one that ends it is waited for. */
  signal(signal: "SIGKILL" | "SIGSTOP" | "SIGCONT"): Promise<void>;
  stop(): Promise<void>;
};

const readyWithinMs = 10_000;

/** The program on PATH; where this is root on Debian or Ubuntu and there is none, apt installs it. */
async function findProgram(): Promise<string> {
  const found = await onPath("redis-server");
  if (found) return found;
  const apt = process.getuid?.() === 0 ? await onPath("apt-get") : undefined;
  let said = "";
  if (apt) {
    const env = { ...process.env, DEBIAN_FRONTEND: "noninteractive" };
    // Two test files may want it at once, and apt has one lock.
    const run = (args: string[]) =>
      promisify(execFile)(apt, ["-q", "-o", "DPkg::Lock::Timeout=60", ...args], { env });
    await run(["update"])
      .then(() => run(["install", "-y", "--no-install-recommends", "redis-server"]))
      .catch((error: unknown) => {
        said = ` apt-get said: ${String(error).trim().split("\n").slice(-3).join(" ")}`;
      });
  }
  const installed = await onPath("redis-server");
  if (installed) return installed;
  throw new Error(
    `These tests need a real Redis and found no redis-server on PATH: install Debian's package redis-server, or your system's.${said}`,
  );
}

async function onPath(name: string): Promise<string | undefined> {
  for (const folder of (process.env.PATH ?? "").split(delimiter)) {
    const path = join(folder, name);
    const isProgram = await access(path, constants.X_OK).then(
      () => true,
      () => false,
    );
    if (folder !== "" && isProgram) return path;
  }
  return undefined;
}

const answers = (port: number) =>
  new Promise<boolean>((resolve) => {
    const socket = connect(port, "127.0.0.1", () => socket.write("PING\r\n"));
    const end = (answer: boolean) => {
      socket.destroy();
      resolve(answer);
    };
    socket.once("data", (data) => end(String(data).startsWith("+PONG")));
    socket.once("error", () => end(false));
    socket.setTimeout(1_000, () => end(false));
  });

/** A Redis of its own on this machine, which keeps nothing. */
export async function startRedisServer(): Promise<RedisServer> {
  const program = await findProgram();
  const directory = await mkdtemp(join(tmpdir(), "moltdesk-redis-"));
  const port = await freePort();
  let child: ChildProcess;
  const start = async () => {
    const settings = ["--bind", "127.0.0.1", "--port", String(port), "--save", "", "--appendonly", "no"];
    child = spawn(program, [...settings, "--dir", directory], { stdio: "ignore" });
    const giveUp = performance.now() + readyWithinMs;
    while (!(await answers(port))) {
      if (child.exitCode !== null || performance.now() > giveUp)
        throw new Error(`redis-server does not answer on port ${port}.`);
      await pause(20);
    }
  };
  const signal: RedisServer["signal"] = async (name) => {
    const ended = name === "SIGKILL" && child.exitCode === null && child.signalCode === null;
    const exit = ended ? once(child, "exit") : null;
    child.kill(name);
    await exit;
  };
  await start();
  const stop = async () => {
    await signal("SIGKILL");
    await rm(directory, { recursive: true, force: true });
  };
  return { url: `redis://127.0.0.1:${port}`, start, signal, stop };
}
