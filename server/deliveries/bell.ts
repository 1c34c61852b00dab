/** Wakes one sleeper. A ring while nobody sleeps wakes the next one at once, so that none is lost. */
export class Bell {
  #hasRung = false;
  #wake: (() => void) | null = null;
  #later: NodeJS.Timeout | null = null;

  ring(): void {
    if (this.#later) clearTimeout(this.#later);
    this.#later = null;
    this.#hasRung = true;
    this.#wake?.();
  }

  /** Rings in so long at the latest: several such wishes are one ring. */
  ringIn(ms: number): void {
    if (ms <= 0) this.ring();
    else this.#later ??= setTimeout(() => this.ring(), ms);
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
