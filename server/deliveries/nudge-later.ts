import { messageOf } from "#server/core/errors.ts";
import { log } from "#server/core/log.ts";
import { nudgeAll } from "#server/live/index.ts";

/** A screen reads no more often than this, however much is delivered. */
const everyMs = 300;

/** Nudges the screens of workspaces whose deliveries changed: at once, then at most a few times a second. */
export class NudgeLater {
  readonly #workspaces = new Set<string>();
  #timer: NodeJS.Timeout | null = null;
  #lastMs = Number.NEGATIVE_INFINITY;

  add(workspaceId: string): void {
    this.#workspaces.add(workspaceId);
    const waitMs = Math.max(0, this.#lastMs + everyMs - performance.now());
    this.#timer ??= setTimeout(() => void this.flush(), waitMs).unref();
  }

  /** Nudges all that wait. A nudge is no promise, so trouble is only logged. */
  async flush(): Promise<void> {
    if (this.#timer) clearTimeout(this.#timer);
    this.#timer = null;
    this.#lastMs = performance.now();
    const waiting = [...this.#workspaces];
    this.#workspaces.clear();
    try {
      await nudgeAll(waiting, "attempts");
    } catch (error) {
      log().warn({ err: messageOf(error) }, "screens were not nudged about deliveries");
    }
  }
}
