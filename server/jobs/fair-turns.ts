import { messageOf } from "#server/core/errors.ts";
import { log } from "#server/core/log.ts";

/** After a turn that somebody else had. */
const laterMs = 200;
const firstPauseMs = 500;
const longestPauseMs = 30_000;

export type FairTurnsOptions = {
  /** What the turns are for, as the log names it. */
  work: string;
  /** One bounded piece of work for `key`. @returns whether more waits, or it is to be tried again a little later */
  take: (key: string) => Promise<"done" | "more" | "later">;
  /** How many are served at once. One key is never served twice at once. */
  atOnce: number;
  /** How long a key rests after a turn, as a share of the turn. */
  restShare: number;
  /** One that has more to do after its turn rests so long at least: then it does more in each of fewer turns. */
  busyRestMs?: number;
};

/**
 * Serves whoever asked, one bounded turn each, in a circle: whoever has much to do goes to the end after each turn, so
 * nobody waits for more than one turn of each other, and rests, so that it leaves room for what is not in the circle. A
 * turn that fails pauses its key alone, longer each time.
 */
export class FairTurns {
  private readonly options: FairTurnsOptions;
  private readonly waiting = new Set<string>();
  private readonly running = new Map<string, Promise<void>>();
  /** Asked for during their own turn or pause: what they asked for may have come too late for the turn. */
  private readonly again = new Set<string>();
  private readonly failures = new Map<string, number>();
  private readonly pauses = new Map<string, NodeJS.Timeout>();
  private isStopped = false;

  constructor(options: FairTurnsOptions) {
    this.options = options;
  }

  want(key: string): void {
    if (this.isStopped) return;
    if (this.running.has(key) || this.pauses.has(key)) this.again.add(key);
    else this.waiting.add(key);
    this.serve();
  }

  /** Begins no turn any more. Resolves when those under way have ended. */
  async stop(): Promise<void> {
    this.isStopped = true;
    this.waiting.clear();
    for (const timer of this.pauses.values()) clearTimeout(timer);
    await Promise.all(this.running.values());
  }

  private serve(): void {
    for (const key of this.waiting) {
      if (this.isStopped || this.running.size >= this.options.atOnce) return;
      this.waiting.delete(key);
      this.running.set(key, this.run(key));
    }
  }

  private async run(key: string): Promise<void> {
    const startedMs = performance.now();
    let pauseMs = 0;
    try {
      const result = await this.options.take(key);
      this.recover(key);
      if (result !== "done") this.again.add(key);
      pauseMs = result === "later" ? laterMs : this.restMs(key, performance.now() - startedMs);
    } catch (error) {
      this.again.add(key);
      pauseMs = this.fail(key, error);
    }
    this.running.delete(key);
    this.pause(key, Math.round(pauseMs));
    this.serve();
  }

  private restMs(key: string, turnMs: number): number {
    const { restShare, busyRestMs = 0 } = this.options;
    return Math.max(turnMs * restShare, this.again.has(key) ? busyRestMs : 0);
  }

  private recover(key: string): void {
    const failures = this.failures.get(key);
    if (failures === undefined) return;
    this.failures.delete(key);
    log().info({ work: this.options.work, workspaceId: key, failures }, "turns go on");
  }

  /** @returns for how long its key pauses */
  private fail(key: string, error: unknown): number {
    const failures = (this.failures.get(key) ?? 0) + 1;
    this.failures.set(key, failures);
    // Once: a database that is away would fill the log otherwise.
    if (failures === 1) {
      const fields = { work: this.options.work, workspaceId: key, err: messageOf(error) };
      log().error(fields, "a turn failed; it is tried again");
    }
    return Math.min(firstPauseMs * 2 ** (failures - 1), longestPauseMs);
  }

  private pause(key: string, pauseMs: number): void {
    if (this.isStopped) return;
    const goOn = () => {
      this.pauses.delete(key);
      if (this.again.delete(key)) this.want(key);
    };
    if (pauseMs > 0) this.pauses.set(key, setTimeout(goOn, pauseMs).unref());
    else goOn();
  }
}
