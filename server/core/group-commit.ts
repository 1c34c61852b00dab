import { within } from "./within.ts";

/** Why a batch was not taken: what waits is too old or too much, so the database is not keeping up. */
export class QueueFullError extends Error {
  override name = "QueueFullError";
}

type Waiting<In, Out> = {
  item: In;
  bytes: number;
  sinceMs: number;
  resolve: (out: Out) => void;
  reject: (error: unknown) => void;
};

export type GroupCommitOptions<In, Out> = {
  /** Writes a batch and returns one result an item, in order; all or nothing. */
  write: (items: In[]) => Promise<Out[]>;
  sizeOf: (item: In) => number;
  /** Whether the same batch might succeed in parts: false when the database itself is away. */
  mayBeOneItemsFault: (error: unknown) => boolean;
  /** How long the first item of a batch waits for company; 0: as long as the batch before it is written, at most. */
  gatherMs?: number;
  maxItems?: number;
  maxBytes?: number;
  maxWaitMs?: number;
  /** A batch under way for longer fails. It may be stored all the same: whoever sends again meets a copy. */
  maxWriteMs?: number;
  maxWaitingBytes?: number;
};

/**
 * Group commit: whoever arrives while a batch is being written shares the next one, so the cost of a commit is divided
 * by the load and an idle system adds no delay. One batch at a time: a second beside it halves both, meets the first
 * at the workspace's counter, and was measured to gain nothing.
 */
export class GroupCommit<In, Out> {
  private readonly options: Required<GroupCommitOptions<In, Out>>;
  private waiting: Waiting<In, Out>[] = [];
  private waitingBytes = 0;
  private writing = false;
  private gathering = false;
  private idle: (() => void)[] = [];

  constructor(options: GroupCommitOptions<In, Out>) {
    this.options = {
      gatherMs: 0,
      maxItems: 256,
      maxBytes: 4 * 1024 * 1024,
      maxWaitMs: 2_000,
      maxWriteMs: 3_000,
      maxWaitingBytes: 64 * 1024 * 1024,
      ...options,
    };
  }

  /**
   * Resolves when the item is committed.
   * @throws QueueFullError at once when the oldest waiting item is too old or too many bytes wait
   */
  add(item: In): Promise<Out> {
    const { maxWaitMs, maxWaitingBytes, sizeOf } = this.options;
    const nowMs = performance.now();
    const oldest = this.waiting[0];
    if (this.waitingBytes > maxWaitingBytes || (oldest && nowMs - oldest.sinceMs > maxWaitMs)) {
      return Promise.reject(new QueueFullError("Too much is waiting to be stored."));
    }
    const bytes = sizeOf(item);
    const { promise, resolve, reject } = Promise.withResolvers<Out>();
    this.waiting.push({ item, bytes, sinceMs: nowMs, resolve, reject });
    this.waitingBytes += bytes;
    if (!this.writing) this.writeSoon();
    return promise;
  }

  /** Resolves when nothing waits or is being written. */
  drained(): Promise<void> {
    if (this.waiting.length === 0 && !this.writing) return Promise.resolve();
    return new Promise((resolve) => this.idle.push(resolve));
  }

  private writeSoon(): void {
    if (this.gathering) return;
    this.gathering = true;
    const write = () => {
      this.gathering = false;
      void this.writeNext();
    };
    // Requests that arrived in the same turn of the event loop share the first batch already.
    if (this.options.gatherMs === 0) setImmediate(write);
    else setTimeout(write, this.options.gatherMs);
  }

  private takeBatch(): Waiting<In, Out>[] {
    const { maxItems, maxBytes } = this.options;
    let bytes = 0;
    let count = 0;
    for (const { bytes: size } of this.waiting) {
      if (count === maxItems || (count > 0 && bytes + size > maxBytes)) break;
      bytes += size;
      count += 1;
    }
    this.waitingBytes -= bytes;
    return this.waiting.splice(0, count);
  }

  private async writeNext(): Promise<void> {
    if (this.writing || this.waiting.length === 0) return;
    this.writing = true;
    await this.writeBatch(this.takeBatch());
    this.writing = false;
    if (this.waiting.length > 0 && this.options.gatherMs > 0) this.writeSoon();
    else if (this.waiting.length > 0) void this.writeNext();
    else for (const resolve of this.idle.splice(0)) resolve();
  }

  private async writeBatch(batch: Waiting<In, Out>[]): Promise<void> {
    const { write, maxWriteMs } = this.options;
    try {
      const results = await within(maxWriteMs, write(batch.map(({ item }) => item)));
      batch.forEach(({ resolve }, index) => {
        resolve(results[index] as Out);
      });
    } catch (error) {
      // One item must not take its neighbours with it: each gets its own try.
      if (batch.length > 1 && this.options.mayBeOneItemsFault(error)) {
        for (const single of batch) await this.writeBatch([single]);
      } else for (const { reject } of batch) reject(error);
    }
  }
}
