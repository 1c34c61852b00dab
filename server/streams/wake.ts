import { singleton } from "#server/core/singleton.ts";
import { follow, type Topic } from "#server/live/index.ts";

/** Counts wake-ups of this process, so that a read can be told to have begun after one. */
const clock = () => singleton("streams.clock", () => ({ now: 0 }));

/** How many wake-ups there have been so far. */
export const wakeUps = (): number => clock().now;

/** Tells one reader when its workspace may have new events, and when its own rights may have changed. */
export class Wake {
  private readonly stops: (() => void)[];
  private news = true;
  private rights = false;
  private wake: (() => void) | null = null;
  /** When there was last something new, in wake-ups. */
  newsAt: number;

  /** @param authorId the member whose rights the reader has, if any */
  constructor(workspaceId: string, authorId: string | null) {
    this.newsAt = ++clock().now;
    const hear = (topic: Topic | null) => this.hear(topic);
    const places = authorId === null ? [workspaceId] : [workspaceId, authorId];
    this.stops = places.map((place) => follow(place, hear));
  }

  private hear(topic: Topic | null): void {
    // `null` is the sweep, which finds what a lost nudge would have said.
    const isNews = topic === null || topic === "events";
    const isAccess = topic === null || topic === "access";
    if (!isNews && !isAccess) return;
    this.news ||= isNews;
    this.rights ||= isAccess;
    if (isNews) this.newsAt = ++clock().now;
    this.wake?.();
  }

  /** Whether there may be new events since the last time that this was asked. */
  takeNews(): boolean {
    const { news } = this;
    this.news = false;
    return news;
  }

  takeRights(): boolean {
    const { rights } = this;
    this.rights = false;
    return rights;
  }

  /** There is more to read. */
  again(): void {
    this.news = true;
  }

  /** Waits for something to be told, for `ms`, or for the signal. */
  async next(ms: number, signal: AbortSignal): Promise<void> {
    if (this.news || this.rights || signal.aborted) return;
    const { promise, resolve } = Promise.withResolvers<void>();
    const timer = setTimeout(resolve, ms);
    this.wake = resolve;
    signal.addEventListener("abort", this.wake, { once: true });
    await promise;
    clearTimeout(timer);
    signal.removeEventListener("abort", this.wake);
    this.wake = null;
  }

  stop(): void {
    for (const stop of this.stops) stop();
  }
}
