import { createClient } from "redis";
import { env } from "#server/core/env.ts";
import { messageOf } from "#server/core/errors.ts";
import { log } from "#server/core/log.ts";
import { within } from "#server/core/within.ts";
import { hearNudge, mayHaveMissed, sendNudgesBy } from "./index.ts";

/** A Redis that takes longer than this for a nudge is of no use as one. */
const publishLimitMs = 1_000;
/** After such a one Postgres carries nudges for so long. */
const distrustMs = 5_000;
const maxPauseMs = 2_000;
/** A connection over which nothing comes back for so long is dead, though nobody has closed it. */
const silentMs = 10_000;
const pingMs = 4_000;

/** A connection that comes back by itself, and says once that it is gone and once that it is back. */
function connect(url: string, purpose: string) {
  const client = createClient({
    ...{ url, disableOfflineQueue: true, pingInterval: pingMs, maintNotifications: "disabled" },
    socket: { socketTimeout: silentMs, reconnectStrategy: (tries) => Math.min(50 * 2 ** tries, maxPauseMs) },
  });
  let away = false;
  client.on("error", (error: unknown) => {
    if (away) return;
    away = true;
    log().warn(
      { err: messageOf(error), purpose },
      "live: Redis is away; Postgres carries nudges until it is back",
    );
  });
  client.on("ready", () => {
    if (away) log().info({ purpose }, "live: Redis is back");
    away = false;
  });
  return client;
}

/**
 * Sends this process's nudges by Redis, and hears those of the others. While Redis is away or slow, Postgres carries
 * them as without it. `stop` leaves it.
 */
export function startRedis(url: string): { stop: () => void } {
  // Installations may share a Redis, and its databases have their channels in common.
  const channel = `moltdesk_live:${env().PUBLIC_URL}`;
  const speaker = connect(url, "speak");
  const hearer = connect(url, "hear");
  let distrustedUntilMs = 0;

  // Those that passed while it was away are lost. It has subscribed again by itself before it is ready.
  hearer.on("ready", mayHaveMissed);
  const hearing = hearer
    .connect()
    .then(() => hearer.subscribe(channel, hearNudge))
    .then(mayHaveMissed);
  // They try for ever, and end only when they are told to.
  for (const work of [hearing, speaker.connect()]) {
    work.catch((error: unknown) => log().debug({ err: messageOf(error) }, "live: Redis was left"));
  }

  sendNudgesBy({
    isReady: () => speaker.isReady && performance.now() >= distrustedUntilMs,
    publish: async (nudge) => {
      try {
        await within(publishLimitMs, speaker.publish(channel, nudge));
      } catch (error) {
        distrustedUntilMs = performance.now() + distrustMs;
        throw error;
      }
    },
  });
  const stop = () => {
    sendNudgesBy(null);
    for (const client of [speaker, hearer]) client.destroy();
  };
  return { stop };
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
