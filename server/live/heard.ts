import type { Topic } from "./index.ts";

/** Longer than a page takes from its making to its stream, on a slow line. */
const keptMs = 60_000;
/** Clocks of two processes differ a little, and a page begins to read a little before it notes the time. */
const marginMs = 2_000;

/** What was said lately, for pages that were made a moment before their stream opens. */
export class Heard {
  /** Workspaces in the order in which they were last heard of. */
  private readonly topics = new Map<string, Map<Topic, number>>();
  /** From when on nothing was missed. */
  private sinceMs = Number.POSITIVE_INFINITY;

  note(workspaceId: string, topic: Topic, nowMs: number): void {
    const own = this.topics.get(workspaceId) ?? new Map<Topic, number>();
    this.topics.delete(workspaceId);
    this.topics.set(workspaceId, own.set(topic, nowMs));
    for (const [oldest, said] of this.topics) {
      if (Math.max(...said.values()) >= nowMs - keptMs) break;
      this.topics.delete(oldest);
    }
  }

  /** How many workspaces it remembers. */
  get remembered(): number {
    return this.topics.size;
  }

  /** Whatever was said before `nowMs` may have been missed. */
  forget(nowMs: number): void {
    this.topics.clear();
    this.sinceMs = nowMs;
  }

  /** What was said of the workspace since `atMs`, a time of any process; "all" when that is no longer known. */
  topicsSince(workspaceId: string, atMs: number, nowMs: number): Topic[] | "all" {
    const fromMs = atMs - marginMs;
    if (fromMs < this.sinceMs || fromMs < nowMs - keptMs) return "all";
    const said = this.topics.get(workspaceId) ?? [];
    return [...said].filter(([, heardAt]) => heardAt >= fromMs).map(([topic]) => topic);
  }
}
