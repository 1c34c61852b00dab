import type { StreamEvent } from "#server/streams/schemas.ts";

/** An event on its way to a developer's machine, with the bytes that arrived. */
export type Heard = Pick<StreamEvent, "seq" | "id" | "event" | "headers"> & { body: Buffer };

/** Where a stream begins, once it is there; then each event. */
export type Told = { begun: number } | { heard: Heard };

/** Where events come from: this installation's database, or another installation's stream. */
export type Source = {
  /** What people call it. */
  name: string;
  /**
   * Every event after `after`, in order, until the signal aborts.
   * @throws OfflineError when it is not there, or leaves
   */
  follow: (after: number | "latest", signal: AbortSignal) => AsyncGenerator<Told>;
};

/** The source is not there; it may come back. */
export class OfflineError extends Error {
  override name = "OfflineError";
  /** How long to wait at least, as the source itself says. */
  readonly waitMs: number;

  constructor(message: string, { cause, waitMs = 0 }: { cause?: unknown; waitMs?: number } = {}) {
    super(message, { cause });
    this.waitMs = waitMs;
  }
}
