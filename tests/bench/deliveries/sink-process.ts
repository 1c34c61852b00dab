import { type ChildProcess, fork } from "node:child_process";
import { once } from "node:events";
import { constants, setPriority } from "node:os";
import { fileURLToPath } from "node:url";
import type { Arrivals } from "./sink.ts";

/** A receiver in a process of its own. */
export class SinkProcess {
  readonly #child: ChildProcess;
  url = "";

  constructor() {
    this.#child = fork(fileURLToPath(new URL("sink.ts", import.meta.url)));
  }

  async start(): Promise<void> {
    const [port] = await once(this.#child, "message");
    this.url = `http://127.0.0.1:${port}`;
  }

  /** Stands for a machine elsewhere, which takes nothing of what the product runs on: it has what that leaves. */
  giveWay(): void {
    if (this.#child.pid) setPriority(this.#child.pid, constants.priority.PRIORITY_LOW);
  }

  /** Everything that came since the last time, once there is so much. */
  async take(count: number): Promise<Arrivals> {
    const answer = once(this.#child, "message");
    this.#child.send({ count });
    const [arrivals] = await answer;
    return arrivals as Arrivals;
  }

  stop(): void {
    this.#child.disconnect();
  }
}
