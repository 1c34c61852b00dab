/**
 * Hands items from whoever pushes to one reader that takes all that waits at once. Bounded: a reader that falls too
 * far behind finds it closed and starts over, instead of costing ever more memory.
 */
export class Mailbox<T> {
  private items: T[] = [];
  private closed = false;
  private wake: (() => void) | null = null;
  private readonly capacity: number;

  constructor(capacity: number) {
    this.capacity = capacity;
  }

  push(item: T): void {
    if (this.items.length >= this.capacity) this.closed = true;
    else this.items.push(item);
    this.wake?.();
  }

  close(): void {
    this.closed = true;
    this.wake?.();
  }

  /** Everything that waits, or the next item to come; null once closed. */
  async take(): Promise<T[] | null> {
    while (this.items.length === 0 && !this.closed) {
      await new Promise<void>((resolve) => {
        this.wake = resolve;
      });
      this.wake = null;
    }
    return this.closed ? null : this.items.splice(0);
  }
}
