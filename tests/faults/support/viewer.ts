import { setTimeout as pause } from "node:timers/promises";

/** Where a stream of server-sent events is, and who asks. */
export type StreamAddress = { url: string; headers?: Record<string, string> };

const retryMs = 50;
/** Frames of our streams that tell of no event. */
const noEvents: readonly (string | undefined)[] = ["ready", "ping"];

/**
 * Follows a stream as a browser's EventSource does: whenever it breaks off it comes back with the last id that it has.
 * Notes which ids brought data.
 */
export class Viewer {
  /** The `seq`s that it was shown, in the order in which they came. */
  readonly seen: number[] = [];
  /** How often it had to come back. */
  returns = -1;
  readonly #address: StreamAddress;
  readonly #leaving = new AbortController();
  readonly #loop: Promise<void>;
  #lastId: string | null = null;

  constructor(address: StreamAddress) {
    this.#address = address;
    this.#loop = this.#run();
  }

  /** Whether it has ever been let in. */
  get isThere(): boolean {
    return this.#lastId !== null;
  }

  async leave(): Promise<void> {
    this.#leaving.abort();
    await this.#loop;
  }

  async #run(): Promise<void> {
    const { signal } = this.#leaving;
    while (!signal.aborted) {
      this.returns += 1;
      // Whatever ended it, it comes back.
      await this.#followOnce(signal).catch(() => undefined);
      await pause(retryMs, undefined, { signal }).catch(() => undefined);
    }
  }

  async #followOnce(signal: AbortSignal): Promise<void> {
    const { url, headers } = this.#address;
    const response = await fetch(url, {
      headers: {
        accept: "text/event-stream",
        ...headers,
        ...(this.#lastId !== null && { "last-event-id": this.#lastId }),
      },
      signal,
    });
    if (!response.ok || !response.body) {
      await response.body?.cancel();
      throw new Error(`The stream answers ${response.status}.`);
    }
    let rest = "";
    for await (const text of response.body.pipeThrough(new TextDecoderStream())) {
      const frames = (rest + text).split("\n\n");
      rest = frames.pop() ?? "";
      for (const frame of frames) this.#take(frame);
    }
  }

  /** A frame that the stream broke off in never gets here. */
  #take(frame: string): void {
    const field = (name: string) =>
      frame
        .split("\n")
        .find((line) => line.startsWith(`${name}: `))
        ?.slice(name.length + 2);
    const id = field("id");
    if (id === undefined) return;
    this.#lastId = id;
    if (field("data") !== undefined && !noEvents.includes(field("event"))) this.seen.push(Number(id));
  }
}
