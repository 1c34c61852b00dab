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
  /**
   * A batch of a few begins so long after the one before it at least, because a commit costs much more than an item
   * does; one that comes after a pause begins at once.
   */
  everyMs?: number;
  /** From how many items on a batch waits for no more of them. */
  fullItems?: number;
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
  private begunMs = Number.NEGATIVE_INFINITY;
  private soon: NodeJS.Immediate | null = null;
  private later: NodeJS.Timeout | null = null;
  private idle: (() => void)[] = [];

  constructor(options: GroupCommitOptions<In, Out>) {
    this.options = {
      everyMs: 0,
      fullItems: 16,
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
    this.writeSoon();
    return promise;
  }

  /** Resolves when nothing waits or is being written. */
  drained(): Promise<void> {
    if (this.waiting.length === 0 && !this.writing) return Promise.resolve();
    return new Promise((resolve) => this.idle.push(resolve));
  }

  /** Writes what waits: at once, or when enough time has gone by since the last batch. */
  private writeSoon(): void {
    if (this.writing || this.waiting.length === 0) return;
    const { everyMs, fullItems } = this.options;
    const isFull = this.waiting.length >= fullItems;
    const waitMs = isFull ? 0 : this.begunMs + everyMs - performance.now();
    if (waitMs > 0) this.later ??= setTimeout(() => void this.writeNext(), waitMs);
    // Requests that arrived in the same turn of the event loop share the first batch already.
    else this.soon ??= setImmediate(() => void this.writeNext());
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
    clearTimeout(this.later ?? undefined);
    clearImmediate(this.soon ?? undefined);
    this.later = this.soon = null;
    this.writing = true;
    do {
      this.begunMs = performance.now();
      await this.writeBatch(this.takeBatch());
    } while (this.waiting.length >= this.options.fullItems);
    this.writing = false;
    this.writeSoon();
    if (this.waiting.length === 0) for (const resolve of this.idle.splice(0)) resolve();
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
