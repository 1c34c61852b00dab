import type { StoredMinute } from "#db/schema/index.ts";
import { env } from "#server/core/env.ts";
import { messageOf } from "#server/core/errors.ts";
import { log } from "#server/core/log.ts";
import { RedisConnection } from "#server/core/redis.ts";
import { within } from "#server/core/within.ts";
import { countMinutesIn } from "./minutes.ts";
import type { Held, MinuteStore } from "./store.ts";
import { emptyMinute } from "./stored.ts";

/** A call waits for its place, so a Redis that takes longer than this is of no use. */
const usualPatienceMs = 250;
const startMs = 2_000;
/** Longer than anything in a minute matters. */
const keptMs = 3 * 60_000;

const look = `
local time = redis.call('time')
return {redis.call('get', KEYS[1]), time[1], time[2]}`;
/** The whole text says whether it is still the minute that was read, also in a Redis that lost its data in between. */
const replace = `
local stands = redis.call('get', KEYS[1])
if (stands or '') == ARGV[1] then
  redis.call('set', KEYS[1], ARGV[2], 'px', ARGV[3])
  return false
end
local time = redis.call('time')
return {stands, time[1], time[2]}`;

type Reply = [minute: string | null, seconds: string, microseconds: string];

function heldOf([text, seconds, microseconds]: Reply): Held {
  const nowMs = Number(seconds) * 1000 + Math.floor(Number(microseconds) / 1000);
  return { minute: text === null ? emptyMinute : (JSON.parse(text) as StoredMinute), version: text, nowMs };
}

/** Minutes in Redis, each under a key that is forgotten soon after. */
export class RedisMinutes implements MinuteStore {
  private readonly connection: RedisConnection;
  /** Installations may share a Redis. */
  private readonly prefix = `moltdesk_minute:${env().PUBLIC_URL}:`;
  private connections = 0;
  /** Resolves when it is connected, or was stopped before. */
  readonly connected: Promise<void>;

  constructor(url: string, { patienceMs = usualPatienceMs } = {}) {
    this.connection = new RedisConnection(url, { purpose: "requests a minute", patienceMs });
    this.connection.client.on("ready", () => {
      this.connections += 1;
    });
    // It tries for ever, and ends only when it is told to.
    this.connected = this.connection.connect().catch((error: unknown) => {
      log().debug({ err: messageOf(error) }, "limiter: Redis was left");
    });
  }

  /** Redis forgets when it restarts, and then the connection is a new one. */
  name(): string {
    return `redis ${this.connections}`;
  }

  isReady(): boolean {
    return this.connection.isReady();
  }

  async read(workspaceId: string): Promise<Held> {
    const keys = [this.prefix + workspaceId];
    return heldOf((await this.connection.ask((client) => client.eval(look, { keys }))) as unknown as Reply);
  }

  async replace(workspaceId: string, { version }: Held, minute: StoredMinute): Promise<Held | null> {
    const keys = [this.prefix + workspaceId];
    const values = [version ?? "", JSON.stringify(minute), String(keptMs)];
    const reply = await this.connection.ask((client) => client.eval(replace, { keys, arguments: values }));
    return reply === null ? null : heldOf(reply as unknown as Reply);
  }

  stop(): void {
    this.connection.stop();
  }
}

/**
 * Has this process count minutes in Redis from now on, and in Postgres while Redis is away or slow. It waits a moment for
 * Redis, since all others would have to count in Postgres with a process that began there. `stop` leaves it.
 */
export async function startRedisMinutes(url: string): Promise<{ stop: () => void }> {
  const minutes = new RedisMinutes(url);
  countMinutesIn(minutes);
  await within(startMs, minutes.connected).catch((error: unknown) => {
    log().warn({ err: messageOf(error) }, "limiter: Redis is not there yet; Postgres counts");
  });
  const stop = () => {
    countMinutesIn(null);
    minutes.stop();
  };
  return { stop };
}
