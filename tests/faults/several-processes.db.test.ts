import { onTestFinished, test } from "vitest";
import { startRedisServer } from "#tests/support/redis.ts";
import { accountForKills } from "./support/several-processes.ts";

// Pages need a build, so here the doors are `ingest`, whose streams are the same; `several-processes.built.test.ts` has
// `web` behind the balancer.
const streams = (origin: string, inbox: string, token: string) =>
  Array.from({ length: 2 }, () => ({ url: `${origin}/in/${inbox}?token=${token}` }));

test("two doors and two workers over one Postgres lose nothing when one of each is killed", async () => {
  await accountForKills({ doors: "ingest", redis: null, streams });
}, 240_000);

test("the same with a Redis for the nudges, which is killed too", async () => {
  const redis = await startRedisServer();
  onTestFinished(() => redis.stop());
  await accountForKills({ doors: "ingest", redis, streams });
}, 240_000);
