import type { Room } from "./claim.ts";
import { roomFor } from "./share.ts";

/** How many deliveries a process may have under way, and whose they are. */
export class Slots {
  #free: number;
  readonly #held = new Map<string, number>();

  constructor(count: number) {
    this.#free = count;
  }

  take(workspaceId: string, count: number): void {
    this.#free -= count;
    this.#held.set(workspaceId, (this.#held.get(workspaceId) ?? 0) + count);
  }

  /** @returns whether somebody had no room until then */
  giveBack(workspaceId: string): boolean {
    const wasShort = this.#free === 0 || this.room().fullWorkspaces.length > 0;
    this.#free += 1;
    const left = (this.#held.get(workspaceId) ?? 0) - 1;
    if (left > 0) this.#held.set(workspaceId, left);
    else this.#held.delete(workspaceId);
    return wasShort;
  }

  isHeldBy(workspaceId: string): boolean {
    return this.#held.has(workspaceId);
  }

  room(): Room {
    const roomOf = (workspaceId: string) => roomFor(this.#held.get(workspaceId) ?? 0, this.#free);
    const fullWorkspaces = [...this.#held.keys()].filter((workspaceId) => roomOf(workspaceId) === 0);
    return { free: this.#free, roomOf, fullWorkspaces };
  }
}
