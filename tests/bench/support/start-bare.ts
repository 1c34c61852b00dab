import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { constants, setPriority } from "node:os";
import { createInterface } from "node:readline";
import { fileURLToPath } from "node:url";

export type Bare = { url: string; stop: () => void };

const file = fileURLToPath(new URL("bare-server.ts", import.meta.url));

/** Starts a server that stores nothing. `givesWay`: it has what everybody else leaves of the machine. */
export async function startBare({ givesWay = false } = {}): Promise<Bare> {
  const child: ChildProcess = spawn(process.execPath, [file], { stdio: ["ignore", "pipe", "inherit"] });
  if (!child.stdout) throw new Error("The bare server has no output to read its port from.");
  const [port] = await once(createInterface({ input: child.stdout }), "line");
  if (givesWay && child.pid) setPriority(child.pid, constants.priority.PRIORITY_LOW);
  return { url: `http://127.0.0.1:${port}`, stop: () => void child.kill() };
}
