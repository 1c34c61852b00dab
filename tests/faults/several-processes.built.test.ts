import { onTestFinished, test } from "vitest";
import { startRedisServer } from "#tests/support/redis.ts";
import { accountForKills } from "./support/several-processes.ts";

/** One stream that Next answers, and one that is answered before Next is asked. */
const streams = (origin: string, inbox: string, token: string) => [
  { url: `${origin}/api/inbox/events?after=0`, headers: { authorization: `Bearer ${token}` } },
  { url: `${origin}/in/${inbox}?token=${token}` },
];

test("two web processes and two workers lose nothing when one of each is killed, and Redis after them", async () => {
  const redis = await startRedisServer();
  onTestFinished(() => redis.stop());
  await accountForKills({ doors: "web", redis, env: { NODE_ENV: "production" }, streams });
}, 240_000);

test("without Redis they lose nothing either", async () => {
  await accountForKills({ doors: "web", redis: null, env: { NODE_ENV: "production" }, streams });
}, 240_000);
