import { createClient } from "redis";
import { messageOf } from "./errors.ts";
import { log } from "./log.ts";
import { within } from "./within.ts";

/** After an answer that was late, or none, Redis is not asked for so long, unless it was connected to anew. */
const distrustMs = 5_000;
const maxPauseMs = 2_000;
/** A connection over which nothing comes back for so long is dead, though nobody has closed it. */
const silentMs = 10_000;
const pingMs = 4_000;

type Options = {
  /** What it is for, in the log. */
  purpose: string;
  /** A Redis that takes longer than this to answer is of no use. */
  patienceMs: number;
};

const makeClient = (url: string) =>
  createClient({
    ...{ url, disableOfflineQueue: true, pingInterval: pingMs, maintNotifications: "disabled" },
    socket: { socketTimeout: silentMs, reconnectStrategy: (tries) => Math.min(50 * 2 ** tries, maxPauseMs) },
  });

/**
 * A connection that comes back by itself. Whoever uses it goes by Postgres while it is not ready, and it says once that
 * Redis is away and once that it is back.
 */
export class RedisConnection {
  readonly client: ReturnType<typeof makeClient>;
  private readonly options: Options;
  private distrustedUntilMs = 0;
  private away = false;

  constructor(url: string, options: Options) {
    this.options = options;
    this.client = makeClient(url);
    this.client.on("error", (error: unknown) => this.isAway(error));
    this.client.on("ready", () => {
      this.distrustedUntilMs = 0;
      this.isBack();
    });
  }

  /** Begins to connect, and tries for ever. Resolves when it is connected. @throws when it was stopped before */
  async connect(): Promise<void> {
    await this.client.connect();
  }

  isReady(): boolean {
    return this.client.isReady && performance.now() >= this.distrustedUntilMs;
  }

  /** @throws when Redis is away, late or refuses; then it is not ready for some seconds */
  async ask<T>(work: (client: ReturnType<typeof makeClient>) => Promise<T>): Promise<T> {
    try {
      const answer = await within(this.options.patienceMs, work(this.client));
      this.isBack();
      return answer;
    } catch (error) {
      this.distrustedUntilMs = performance.now() + distrustMs;
      this.isAway(error);
      throw error;
    }
  }

  stop(): void {
    this.client.destroy();
  }

  private isAway(error: unknown): void {
    if (this.away) return;
    this.away = true;
    const { purpose } = this.options;
    log().warn(
      { err: messageOf(error), purpose },
      "redis: away or slow; Postgres does its work until it is back",
    );
  }

  private isBack(): void {
    if (this.away) log().info({ purpose: this.options.purpose }, "redis: back");
    this.away = false;
  }
}

/** Asks Redis once. @throws when it cannot be reached or refuses us */
export async function askRedis(url: string): Promise<void> {
  const client = createClient({ url, socket: { reconnectStrategy: false, connectTimeout: 5_000 } });
  // What goes wrong is thrown by `connect` too.
  client.on("error", () => undefined);
  try {
    await client.connect();
    await within(5_000, client.ping());
  } finally {
    client.destroy();
  }
}
