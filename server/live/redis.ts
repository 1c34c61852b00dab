import { env } from "#server/core/env.ts";
import { messageOf } from "#server/core/errors.ts";
import { log } from "#server/core/log.ts";
import { RedisConnection } from "#server/core/redis.ts";
import { hearNudge, mayHaveMissed, sendNudgesBy } from "./index.ts";

/** A Redis that takes longer than this for a nudge is of no use as one. */
const patienceMs = 1_000;

/**
 * Sends this process's nudges by Redis, and hears those of the others. While Redis is away or slow, Postgres carries
 * them as without it. `stop` leaves it.
 */
export function startRedis(url: string): { stop: () => void } {
  // Installations may share a Redis, and its databases have their channels in common.
  const channel = `moltdesk_live:${env().PUBLIC_URL}`;
  const speaker = new RedisConnection(url, { purpose: "nudges, to speak", patienceMs });
  const hearer = new RedisConnection(url, { purpose: "nudges, to hear", patienceMs });

  // Those that passed while it was away are lost. It has subscribed again by itself before it is ready.
  hearer.client.on("ready", mayHaveMissed);
  const hearing = hearer
    .connect()
    .then(() => hearer.client.subscribe(channel, hearNudge))
    .then(mayHaveMissed);
  // They try for ever, and end only when they are told to.
  for (const work of [hearing, speaker.connect()]) {
    work.catch((error: unknown) => log().debug({ err: messageOf(error) }, "live: Redis was left"));
  }

  sendNudgesBy({
    isReady: () => speaker.isReady(),
    publish: async (nudge) => {
      await speaker.ask((client) => client.publish(channel, nudge));
    },
  });
  const stop = () => {
    sendNudgesBy(null);
    for (const connection of [speaker, hearer]) connection.stop();
  };
  return { stop };
}
