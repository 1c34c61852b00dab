import { afterAll, beforeAll, beforeEach, expect, test, vi } from "vitest";
import { systemDb, systemSql } from "#db/client.ts";
import { newId } from "#server/core/ids.ts";
import { followAll, liveChannel, nudge, nudgeAll, postgresCarries } from "#server/live/index.ts";
import { startRedis } from "#server/live/redis.ts";
import { makeEvent, makeInbox, makeWorkspace } from "#tests/support/factories.ts";
import { type RedisServer, startRedisServer } from "#tests/support/redis.ts";

let server: RedisServer;
let redis: ReturnType<typeof startRedis>;
/** What this process heard, by whichever way; null is “look at everything”. */
const heard: (string | null)[] = [];
/** What Postgres carried. */
const notified: string[] = [];

const heardOf = (...ids: string[]) =>
  heard.filter((one) => one !== null && ids.includes(one.split(":")[0] ?? ""));

const soon = <T>(check: () => T, timeout = 10_000) => vi.waitFor(check, { timeout, interval: 20 });
const carriedBy = (who: "redis" | "postgres") =>
  soon(() => expect(postgresCarries()).toBe(who === "postgres"), 20_000);

beforeAll(async () => {
  server = await startRedisServer();
  await systemSql().listen(liveChannel, (payload) => notified.push(payload));
  followAll((workspaceId, topic) => heard.push(workspaceId === null ? null : `${workspaceId}:${topic}`));
  redis = startRedis(server.url);
  await carriedBy("redis");
  // Both connections are up once a nudge comes back.
  await soon(async () => {
    await nudge(systemDb(), "first", "chats");
    expect(heard).toContain("first:chats");
  });
}, 60_000);
beforeEach(() => {
  heard.length = 0;
  notified.length = 0;
});
afterAll(async () => {
  redis?.stop();
  await server?.stop();
});

test("a nudge goes by Redis, once, when its transaction has committed, and Postgres has no part in it", async () => {
  const id = newId();
  await systemDb().transaction(async (tx) => {
    await nudge(tx, id, "chats");
    await nudge(tx, id, "chats");
    await tx.transaction((inner) => nudge(inner, id, "labels"));
    // Longer than a nudge takes that is not held back.
    await new Promise((resolve) => setTimeout(resolve, 100));
    expect(heardOf(id)).toEqual([]);
  });
  await soon(() => expect(heardOf(id)).toEqual([`${id}:chats`, `${id}:labels`]));
  expect(notified).toEqual([]);
});

test("nudges of several workspaces go by Redis too", async () => {
  const ids = [newId(), newId()];
  await nudgeAll(ids, "attempts");
  await soon(() => expect(heardOf(...ids).sort()).toEqual(ids.map((id) => `${id}:attempts`).sort()));
  expect(notified).toEqual([]);
});

test("what was rolled back nudges nobody, be it all or a part", async () => {
  const [gone, partly, last] = [newId(), newId(), newId()];
  const failing = systemDb().transaction(async (tx) => {
    await nudge(tx, gone, "chats");
    throw new Error("no");
  });
  await expect(failing).rejects.toThrow("no");
  await systemDb().transaction(async (tx) => {
    const inner = tx.transaction(async (savepoint) => {
      await nudge(savepoint, partly, "chats");
      throw new Error("not this");
    });
    await expect(inner).rejects.toThrow("not this");
    await nudge(tx, partly, "labels");
  });
  await nudge(systemDb(), last, "chats");
  await soon(() => expect(heardOf(last)).toHaveLength(1));
  expect(heardOf(gone, partly, last)).toEqual([`${partly}:labels`, `${last}:chats`]);
});

test("an accepted event nudges by Redis after its commit", async () => {
  const { workspaceId } = await makeWorkspace();
  const { id } = await makeInbox(workspaceId, { secret: null });
  await makeEvent(workspaceId, id, "one");
  await soon(() => expect(heard).toContain(`${workspaceId}:events`));
  expect(notified).toEqual([]);
});

test("while Redis is dead Postgres carries nudges; everybody looks at everything once it is back", async () => {
  await server.signal("SIGKILL");
  await carriedBy("postgres");
  const without = newId();
  await systemDb().transaction((tx) => nudge(tx, without, "chats"));
  await soon(() => expect(heard).toContain(`${without}:chats`));
  expect(notified).toContain(`${without}:chats`);

  heard.length = 0;
  await server.start();
  await carriedBy("redis");
  await soon(() => expect(heard).toContain(null));
  const again = newId();
  await systemDb().transaction((tx) => nudge(tx, again, "chats"));
  await soon(() => expect(heard).toContain(`${again}:chats`));
  expect(notified).not.toContain(`${again}:chats`);
}, 40_000);

test("a Redis that hangs loses no nudge: Postgres carries it a second later, and the next ones at once", async () => {
  await server.signal("SIGSTOP");
  const [first, second] = [newId(), newId()];
  await systemDb().transaction((tx) => nudge(tx, first, "chats"));
  await soon(() => expect(notified).toContain(`${first}:chats`));
  await systemDb().transaction((tx) => nudge(tx, second, "chats"));
  await soon(() => expect(heard).toContain(`${second}:chats`), 500);
  expect(notified).toContain(`${second}:chats`);
  await server.signal("SIGCONT");
  await carriedBy("redis");
}, 40_000);
