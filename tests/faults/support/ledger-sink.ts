import { expect } from "vitest";
import { digest } from "#server/core/ids.ts";
import { type Received, type Sink, startSink } from "#tests/support/sink.ts";

/** An event as a program knows it. */
export type Seen = { id: string; seq: number };

/** A program that writes down which events it got, how often, and whether they were the same each time. */
export class Ledger {
  /** All requests. */
  count = 0;
  readonly #sink: Sink;
  readonly #firsts = new Map<string, { seq: number; body: string }>();
  /** What came under an id for a second time, with other bytes. */
  readonly #changed: string[] = [];
  readonly #refused = new Set<string>();

  /** @param takes whether it takes the nth event when it comes first; it takes everything that comes again */
  static async start(takes: (nth: number) => boolean): Promise<Ledger> {
    return new Ledger(await startSink(), takes);
  }

  private constructor(sink: Sink, takes: (nth: number) => boolean) {
    this.#sink = sink;
    sink.answer((response, request) => {
      const isNew = this.#note(request);
      const refuses = isNew && !takes(this.#firsts.size);
      if (refuses) this.#refused.add(String(request.headers["webhook-id"]));
      response.writeHead(refuses ? 500 : 204).end();
    });
  }

  get url(): string {
    return this.#sink.url;
  }

  /** Checks that it saw each of these at least once, and nothing else; the same bytes each time. */
  expectSaw(wanted: readonly Seen[]): void {
    const saw = [...this.#firsts].map(([id, { seq }]): Seen => ({ id, seq }));
    expect(saw.sort((a, b) => a.seq - b.seq)).toEqual(wanted);
    expect(this.#changed).toEqual([]);
    expect(this.count).toBeGreaterThanOrEqual(wanted.length + this.#refused.size);
  }

  /** Checks that no event came for the first time after a later one. */
  expectCameInOrder(): void {
    const seqs = [...this.#firsts.values()].map(({ seq }) => seq);
    expect(seqs).toEqual([...seqs].sort((a, b) => a - b));
  }

  close(): Promise<void> {
    return this.#sink.close();
  }

  /** @returns whether its event was never seen before */
  #note({ headers, body }: Received): boolean {
    this.count += 1;
    // Kept are digests: a long test would fill the memory with bodies.
    this.#sink.requests.length = 0;
    const id = String(headers["webhook-id"]);
    const bodyDigest = digest(body.toString()).toString("hex");
    const before = this.#firsts.get(id);
    if (before && before.body !== bodyDigest) this.#changed.push(id);
    if (!before) {
      const { seq, id: inBody } = JSON.parse(body.toString()) as Seen;
      if (inBody !== id) this.#changed.push(id);
      this.#firsts.set(id, { seq, body: bodyDigest });
    }
    return !before;
  }
}
