/** Wakes one sleeper. A ring while nobody sleeps wakes the next one at once, so that none is lost. */
export class Bell {
  #hasRung = false;
  #wake: (() => void) | null = null;
  #later: { timer: NodeJS.Timeout; atMs: number } | null = null;

  ring(): void {
    if (this.#later) clearTimeout(this.#later.timer);
    this.#later = null;
    this.#hasRung = true;
    this.#wake?.();
  }

  /** Rings in so long at the latest: several such wishes are one ring, at the earliest of them. */
  ringIn(ms: number): void {
    const atMs = performance.now() + ms;
    if (ms <= 0) this.ring();
    else if (!this.#later || atMs < this.#later.atMs) {
      clearTimeout(this.#later?.timer);
      this.#later = { timer: setTimeout(() => this.ring(), ms), atMs };
    }
  }

  /** Resolves at the next ring, or after `ms`. */
  async sleep(ms: number): Promise<void> {
    if (!this.#hasRung) {
      const { promise, resolve } = Promise.withResolvers<void>();
      this.#wake = resolve;
      const timer = setTimeout(resolve, ms);
      await promise;
      clearTimeout(timer);
      this.#wake = null;
    }
    this.#hasRung = false;
  }
}
