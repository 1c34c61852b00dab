import { singleton } from "#server/core/singleton.ts";
import { carryOver } from "./carry-over.ts";
import type { Minute } from "./decide.ts";
import { postgresMinutes } from "./postgres-minutes.ts";
import type { Held, MinuteStore } from "./store.ts";
import { minuteOf, storedOf } from "./stored.ts";

type Next<T> = { minute: Minute; nudgedAtMs: number; result: T };
type Read = { store: MinuteStore; held: Held; askedMs: number };
/** A minute as this process last wrote it, and when by the store's clock and by its own. */
type Known = { store: string; minute: Minute; nowMs: number; seenMs: number };

const maxWorkspaces = 10_000;
/** Each lost race is one that another process won, so this many in a row are a fault. */
const maxRaces = 1_000;

const chosen = () => singleton<{ redis: MinuteStore | null }>("limiter.store", () => ({ redis: null }));

/** Has this process count minutes in this store while it is ready; null: in Postgres only. */
export function countMinutesIn(redis: MinuteStore | null): void {
  chosen().redis = redis;
}

/**
 * The minutes of all workspaces, in Redis where there is one and otherwise in Postgres. When it turns from one store to the
 * other, or Redis forgot, what this process knows to be taken is carried over.
 */
export class Minutes {
  private readonly redis: () => MinuteStore | null;
  private readonly known = new Map<string, Known>();

  constructor(redis: () => MinuteStore | null = () => chosen().redis) {
    this.redis = redis;
  }

  /**
   * Works on the workspace's minute as if nobody else did: nothing is held meanwhile, and what came too late is done again.
   * So `work` may do nothing else. What it needs besides, `fetch` gets on the same journey.
   */
  async change<T, Needed>(
    workspaceId: string,
    fetch: () => Promise<Needed>,
    work: (minute: Minute, held: Held, needed: Needed) => Next<T>,
  ): Promise<T> {
    return this.inEither(async (store) => {
      const askedMs = performance.now();
      const [held, needed] = await Promise.all([store.read(workspaceId), fetch()]);
      return this.race(workspaceId, { store, held, askedMs }, (minute, at) => work(minute, at, needed));
    });
  }

  /** The workspace's minute as it stands; changes nothing. */
  async look(workspaceId: string): Promise<{ minute: Minute; nowMs: number }> {
    return this.inEither(async (store) => {
      const askedMs = performance.now();
      const held = await store.read(workspaceId);
      return { minute: this.withKnown(workspaceId, { store, held, askedMs }), nowMs: held.nowMs };
    });
  }

  private async inEither<T>(work: (store: MinuteStore) => Promise<T>): Promise<T> {
    const redis = this.redis();
    if (!redis?.isReady()) return work(postgresMinutes);
    try {
      return await work(redis);
    } catch (error) {
      // Redis is not ready any more once it failed; anything else is not for Postgres to make good.
      if (redis.isReady()) throw error;
      return work(postgresMinutes);
    }
  }

  private async race<T>(
    workspaceId: string,
    { store, ...read }: Read,
    work: (minute: Minute, held: Held) => Next<T>,
  ): Promise<T> {
    let { held, askedMs } = read;
    for (let races = 0; races < maxRaces; races++) {
      const name = store.name();
      const { minute, nudgedAtMs, result } = work(
        this.withKnown(workspaceId, { store, held, askedMs }),
        held,
      );
      const seenMs = performance.now();
      const stands = await store.replace(workspaceId, held, storedOf(minute, nudgedAtMs));
      if (!stands) {
        this.remember(workspaceId, { store: name, minute, nowMs: held.nowMs, seenMs });
        return result;
      }
      [held, askedMs] = [stands, seenMs];
    }
    throw new Error("A minute was changed by others all the time.");
  }

  private withKnown(workspaceId: string, { store, held, askedMs }: Read): Minute {
    const minute = minuteOf(held.minute);
    const known = this.known.get(workspaceId);
    const isNews = known && (known.store !== store.name() || held.version === null);
    if (!isNews) return minute;
    // Rather too little time has passed than too much: a call counts for a moment longer then, and never shorter.
    const passedMs = Math.max(0, Math.floor(askedMs - known.seenMs));
    return carryOver(minute, known.minute, held.nowMs - known.nowMs - passedMs);
  }

  private remember(workspaceId: string, known: Known): void {
    if (!this.redis()) return;
    if (this.known.size >= maxWorkspaces) this.known.clear();
    this.known.set(workspaceId, known);
  }
}
