import type { Room } from "./claim.ts";
import { roomFor } from "./share.ts";

/**
 * Whoever got many deliveries rests so long for each before it may get more: a workspace that never ends takes many at
 * once instead of keeping the database busy with a few each time. Whoever got a few does not rest.
 */
const restMsEach = 4;
const longestRestMs = 25;
const few = 3;
/** Whoever takes one within this is quick. */
const quickMs = 100;
/** Of how many destinations it is remembered at most. */
const maxQuick = 10_000;

/** How many deliveries a process may have under way, whose they are, and who rests. */
export class Slots {
  #free: number;
  readonly #held = new Map<string, number>();
  readonly #restsUntilMs = new Map<string, number>();
  readonly #quick = new Set<string>();

  constructor(count: number) {
    this.#free = count;
  }

  take(workspaceId: string, count: number): void {
    this.#free -= count;
    this.#held.set(workspaceId, (this.#held.get(workspaceId) ?? 0) + count);
    if (count <= few) return;
    const restMs = Math.min(count * restMsEach, longestRestMs);
    this.#restsUntilMs.set(workspaceId, performance.now() + restMs);
  }

  /** @returns whether somebody had no room until then */
  giveBack(workspaceId: string): boolean {
    const wasShort = this.#free === 0 || this.#full().length > 0;
    this.#free += 1;
    const left = (this.#held.get(workspaceId) ?? 0) - 1;
    if (left > 0) this.#held.set(workspaceId, left);
    else this.#held.delete(workspaceId);
    return wasShort;
  }

  /** For how long the workspace still rests; 0 when it does not. */
  restLeftMs(workspaceId: string): number {
    const leftMs = (this.#restsUntilMs.get(workspaceId) ?? 0) - performance.now();
    return Math.max(0, leftMs);
  }

  /** Notes how long a destination took to take one; null when it did not take it. */
  noteAnswer(destinationId: string, durationMs: number | null): void {
    if (this.#quick.size >= maxQuick) this.#quick.clear();
    if (durationMs === null || durationMs > quickMs) this.#quick.delete(destinationId);
    else this.#quick.add(destinationId);
  }

  room(): Room & { nextRestedMs: number | null } {
    const resting = [...this.#resting()];
    return {
      free: this.#free,
      roomOf: (workspaceId) => this.#roomOf(workspaceId),
      passedOver: [...new Set([...this.#full(), ...resting])],
      // Until somebody has rested; null when nobody rests.
      nextRestedMs: resting.length === 0 ? null : Math.min(...resting.map((id) => this.restLeftMs(id))),
      isQuick: (destinationId) => this.#quick.has(destinationId),
    };
  }

  #roomOf(workspaceId: string): number {
    return roomFor(this.#held.get(workspaceId) ?? 0, this.#free);
  }

  #full(): string[] {
    return [...this.#held.keys()].filter((workspaceId) => this.#roomOf(workspaceId) === 0);
  }

  #resting(): Iterable<string> {
    for (const workspaceId of this.#restsUntilMs.keys()) {
      if (this.restLeftMs(workspaceId) === 0) this.#restsUntilMs.delete(workspaceId);
    }
    return this.#restsUntilMs.keys();
  }
}
