import type { LiveMessage } from "#server/api/live.ts";

type Topics = LiveMessage["topics"];
type Topic = Exclude<Topics, "all">[number];

/** Clocks of two of our processes differ by less. */
const marginMs = 500;

/** When each topic was heard of last, by our servers' clocks: for pages that were on their way then. */
export class Said {
  private readonly atMs = new Map<Topic, number>();
  private allAtMs = Number.NEGATIVE_INFINITY;

  note(topics: Topics, atMs: number): void {
    if (topics === "all") this.allAtMs = atMs;
    else for (const topic of topics) this.atMs.set(topic, atMs);
  }

  /** What may have changed since a page was made. */
  since(madeAtMs: number): Topics {
    const fromMs = madeAtMs - marginMs;
    if (this.allAtMs >= fromMs) return "all";
    return [...this.atMs].filter(([, atMs]) => atMs >= fromMs).map(([topic]) => topic);
  }
}
