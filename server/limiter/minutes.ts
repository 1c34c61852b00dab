import { singleton } from "#server/core/singleton.ts";
import { carryOver } from "./carry-over.ts";
import type { Minute } from "./decide.ts";
import { postgresMinutes } from "./postgres-minutes.ts";
import type { Held, MinuteStore } from "./store.ts";
import { minuteOf, storedOf } from "./stored.ts";

type Next<T> = { minute: Minute; nudgedAtMs: number; result: T };
/** `forced`: there is a Redis, and this process cannot use it. */
type Choice = { store: MinuteStore; forced: boolean };
type Read = Choice & { held: Held; askedMs: number };
/** A minute as this process last knew it, and when by the store's clock and by its own. */
type Known = { store: string; minute: Minute; nowMs: number; seenMs: number };
type Looked = { isLeft: boolean; untilMs: number };

type Options = {
  /** So long everybody counts in Postgres after somebody had to. */
  windowMs: number;
  redis?: (() => MinuteStore | null) | undefined;
};

const maxWorkspaces = 10_000;
/** Each lost race is one that another process won, so this many in a row are a fault. */
const maxRaces = 1_000;
const lookEveryMs = 1_000;

const chosen = () => singleton<{ redis: MinuteStore | null }>("limiter.store", () => ({ redis: null }));

/** Has this process count minutes in this store while it is ready; null: in Postgres only. */
export function countMinutesIn(redis: MinuteStore | null): void {
  chosen().redis = redis;
}

function remember<T>(map: Map<string, T>, workspaceId: string, value: T): void {
  if (map.size >= maxWorkspaces) map.clear();
  map.set(workspaceId, value);
}

/**
 * The minutes of all workspaces, in Redis where there is one and otherwise in Postgres. When it turns from one store to the
 * other, or Redis forgot, what this process knows to be taken is carried over. A process that cannot use Redis says so in
 * the workspace's row, where all others look every second, and then they count there too.
 */
export class Minutes {
  private readonly windowMs: number;
  private readonly redis: () => MinuteStore | null;
  private readonly known = new Map<string, Known>();
  private readonly looked = new Map<string, Looked>();

  constructor({ windowMs, redis = () => chosen().redis }: Options) {
    this.windowMs = windowMs;
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
    return this.inEither(workspaceId, async (choice) => {
      const askedMs = performance.now();
      const [held, needed] = await Promise.all([choice.store.read(workspaceId), fetch()]);
      return this.race(workspaceId, { ...choice, held, askedMs }, (minute, at) => work(minute, at, needed));
    });
  }

  /** The workspace's minute as it stands; changes nothing. */
  async look(workspaceId: string): Promise<{ minute: Minute; nowMs: number }> {
    return this.inEither(workspaceId, async (choice) => {
      const askedMs = performance.now();
      const held = await choice.store.read(workspaceId);
      return { minute: this.withKnown(workspaceId, { ...choice, held, askedMs }), nowMs: held.nowMs };
    });
  }

  private async inEither<T>(workspaceId: string, work: (choice: Choice) => Promise<T>): Promise<T> {
    const redis = this.redis();
    const forced = redis !== null && !redis.isReady();
    if (!redis || forced || (await this.isLeft(workspaceId))) return work({ store: postgresMinutes, forced });
    try {
      return await work({ store: redis, forced: false });
    } catch (error) {
      // Redis is not ready any more once it failed; anything else is not for Postgres to make good.
      if (redis.isReady()) throw error;
      return work({ store: postgresMinutes, forced: true });
    }
  }

  /** Whether somebody has to count this minute in Postgres: in two stores at once there would be two limits. */
  private async isLeft(workspaceId: string): Promise<boolean> {
    const before = this.looked.get(workspaceId);
    if (before && performance.now() < before.untilMs) return before.isLeft;
    const { minute, nowMs } = await postgresMinutes.read(workspaceId);
    const seenMs = performance.now();
    const leftMs = Math.min((minute.awayUntilMs ?? 0) - nowMs, this.windowMs);
    const isLeft = leftMs > 0;
    remember(this.looked, workspaceId, { isLeft, untilMs: seenMs + (isLeft ? leftMs : lookEveryMs) });
    // Back to Redis goes what all have taken here, and not only what this process saw.
    const store = postgresMinutes.name();
    if (!isLeft && this.known.get(workspaceId)?.store === store) {
      remember(this.known, workspaceId, { store, minute: minuteOf(minute), nowMs, seenMs });
    }
    return isLeft;
  }

  private async race<T>(
    workspaceId: string,
    { store, forced, ...read }: Read,
    work: (minute: Minute, held: Held) => Next<T>,
  ): Promise<T> {
    let { held, askedMs } = read;
    for (let races = 0; races < maxRaces; races++) {
      const name = store.name();
      const before = this.withKnown(workspaceId, { store, forced, held, askedMs });
      const { minute, nudgedAtMs, result } = work(before, held);
      const awayUntilMs = forced ? held.nowMs + this.windowMs : held.minute.awayUntilMs;
      const seenMs = performance.now();
      const stored = storedOf(minute, { nudgedAtMs, awayUntilMs });
      const stands = await store.replace(workspaceId, held, stored);
      if (!stands) {
        if (this.redis())
          remember(this.known, workspaceId, { store: name, minute, nowMs: held.nowMs, seenMs });
        if (forced) remember(this.looked, workspaceId, { isLeft: true, untilMs: seenMs + this.windowMs });
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
}
