import { createClient } from "redis";
import { systemSql } from "#db/client.ts";
import { liveChannel } from "#server/live/index.ts";
import type { RedisServer } from "#tests/support/redis.ts";

/** Counts the nudges about events that each way has carried so far, of all processes. */
export type Carried = { postgres: number; redis: number; stop: () => void };

const isOfEvents = (nudge: string) => nudge.endsWith(":events");

/** Listens on both ways beside the processes. */
export async function countCarried(redis: RedisServer | null): Promise<Carried> {
  const client = redis && createClient({ url: redis.url, socket: { reconnectStrategy: 50 } });
  const carried: Carried = { postgres: 0, redis: 0, stop: () => client?.destroy() };
  await systemSql().listen(liveChannel, (nudge) => {
    if (isOfEvents(nudge)) carried.postgres += 1;
  });
  // It is killed in the middle, and comes back.
  client?.on("error", () => undefined);
  await client?.connect();
  await client?.pSubscribe("moltdesk_live:*", (nudge) => {
    if (isOfEvents(nudge)) carried.redis += 1;
  });
  return carried;
}
