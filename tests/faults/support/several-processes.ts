import { asc, eq } from "drizzle-orm";
import { expect, onTestFinished, vi } from "vitest";
import { systemDb, systemSql } from "#db/client.ts";
import { events } from "#db/schema/index.ts";
import { makeDestination } from "#tests/server/deliveries/fixtures.ts";
import { makeProgram } from "#tests/server/streams/fixtures.ts";
import { makeInbox, makeWorkspace } from "#tests/support/factories.ts";
import { freePort } from "#tests/support/free-port.ts";
import type { RedisServer } from "#tests/support/redis.ts";
import { Balancer } from "./balancer.ts";
import { expectBooksBalance } from "./books.ts";
import { type Carried, countCarried } from "./carried.ts";
import { Ledger, type Seen } from "./ledger-sink.ts";
import { type Product, startProduct } from "./product.ts";
import { type Acknowledged, Senders } from "./sender.ts";
import { type StreamAddress, Viewer } from "./viewer.ts";

export type Installation = {
  /** What the two processes behind the balancer do. */
  doors: "web" | "ingest";
  redis: RedisServer | null;
  /** Settings on top of those that tests run with. */
  env?: Record<string, string>;
  /** The streams that viewers follow, behind the balancer. */
  streams: (origin: string, inbox: string, token: string) => StreamAddress[];
};

/** Bounds what hangs; on machines with time to spare each step takes a second or two. */
const patienceMs = 60_000;
/** Four processes start side by side. */
const startMs = 120_000;
const later = <T>(check: () => T) => vi.waitFor(check, { timeout: patienceMs, interval: 20 });
/** How much has to happen between two faults. */
const stepEvents = 60;

/** Two processes that do the same, each on a port of its own. */
class Pair {
  readonly ports: readonly number[];
  readonly #starting: readonly Promise<Product>[];

  constructor(ports: readonly number[], env: Record<string, string>) {
    this.ports = ports;
    this.#starting = ports.map((port) =>
      startProduct({ env: { ...env, PORT: String(port) }, readyWithinMs: startMs }),
    );
  }

  async ready(): Promise<void> {
    await Promise.all(this.#starting);
  }

  async kill(which: number): Promise<void> {
    await (await this.#starting[which])?.end("SIGKILL");
  }

  /** Also those that are still starting, or could not. */
  async killAll(): Promise<void> {
    await Promise.allSettled(this.#starting.map(async (one) => (await one).end("SIGKILL")));
  }
}

const makePair = async (env: Record<string, string>) => new Pair([await freePort(), await freePort()], env);

/** What a worker had that died is its own for a minute, which passes here. */
async function passLeases(): Promise<void> {
  await systemSql().begin(async (sql) => {
    await sql`select 1 from destination_turns order by destination_id for update`;
    await sql`update deliveries set lease_until = now() where state = 'delivering'`;
    await sql`update destination_turns set due_at = now() where due_at is not null`;
  });
}

/** The work goes on, and until it has this way carries nudges of it, too. */
async function carriedBy(carried: Carried, way: "postgres" | "redis", goOn: () => Promise<void>) {
  const before = carried[way];
  await goOn();
  await later(() => expect(carried[way], `nudges by ${way}`).toBeGreaterThan(before));
}

/** Everything that was acknowledged is there under its id, once, and nothing else; numbers have no gap. */
async function expectStored(workspaceId: string, acknowledged: readonly Acknowledged[]) {
  const rows = await systemDb()
    .select({ id: events.id, seq: events.seq, sha256: events.sha256 })
    .from(events)
    .where(eq(events.workspaceId, workspaceId))
    .orderBy(asc(events.seq));
  const stored = rows.map(({ id, sha256 }) => `${sha256.toString("hex")} ${id}`);
  const wanted = acknowledged.map(({ id, sha256 }) => `${sha256} ${id}`);
  expect(stored.sort(), "stored, against acknowledged").toEqual(wanted.sort());
  expect(rows.map(({ seq }) => seq)).toEqual(rows.map((_, index) => index + 1));
  return rows.map(({ id, seq }): Seen => ({ id: `msg_${id}`, seq }));
}

/**
 * Runs an installation of two doors behind a balancer and two workers under load, kills one of each, and Redis if there
 * is one, and checks that everything is accounted for: what was accepted is stored once, reached both programs, stands in
 * the ledgers, and every viewer saw it once and in order.
 */
export async function accountForKills({ doors, redis, env, streams }: Installation): Promise<void> {
  const { workspaceId, ownerId } = await makeWorkspace();
  const inbox = await makeInbox(workspaceId);
  const { token } = await makeProgram({ workspaceId, ownerId });
  const [plain, inOrder] = [await Ledger.start((nth) => nth % 40 !== 7), await Ledger.start(() => true)];
  const names = ["message.received"];
  const wishes = new Map([
    [await makeDestination(workspaceId, { url: plain.url }), names],
    [await makeDestination(workspaceId, { url: inOrder.url, ordered: true }), names],
  ]);
  const common = {
    ...{ DATABASE_URL: String(process.env.DATABASE_URL), DESTINATIONS_ALLOW_LOOPBACK: "true" },
    ...(redis && { REDIS_URL: redis.url }),
    ...env,
  };
  const front = await makePair({ ...common, ROLE: doors });
  const workers = await makePair({ ...common, ROLE: "worker" });
  const balancer = await Balancer.start(front.ports);
  const ends: (() => Promise<void>)[] = [
    ...[front, workers].map((pair) => () => pair.killAll()),
    ...[plain, inOrder, balancer].map((one) => () => one.close()),
  ];
  onTestFinished(async () => {
    for (const end of ends) await end();
  }, patienceMs);
  await Promise.all([front.ready(), workers.ready()]);

  const viewers = streams(balancer.url, inbox.token, token).map((address) => new Viewer(address));
  ends.unshift(...viewers.map((viewer) => () => viewer.leave()));
  await later(() => expect(viewers.map(({ isThere }) => isThere)).not.toContain(false));

  const senders = new Senders(balancer.url, inbox, { count: 8, restMs: 40 });
  ends.unshift(() => senders.finish());
  const carried = await countCarried(redis);
  ends.unshift(async () => carried.stop());
  /** The work goes on: more is accepted, delivered to both programs, and shown. */
  const goOn = () => {
    const marks = () => [
      senders.acknowledged.length,
      ...[plain, inOrder].map(({ count }) => count),
      ...viewers.map(({ seen }) => seen.length),
    ];
    const before = marks();
    return later(() => {
      for (const [index, mark] of marks().entries()) {
        expect(mark, "goes on").toBeGreaterThan((before[index] ?? 0) + stepEvents);
      }
    });
  };
  await goOn();
  await Promise.all([front.kill(0), workers.kill(0)]);
  await passLeases();
  await carriedBy(carried, redis ? "redis" : "postgres", goOn);
  if (redis) {
    await redis.signal("SIGKILL");
    await carriedBy(carried, "postgres", goOn);
    await redis.start();
    await carriedBy(carried, "redis", goOn);
  }
  await senders.finish();
  // A delivery that was under way at a kill may have begun after its lease was ended above.
  await passLeases();
  await later(async () => {
    const { waiting, behind } = await expectBooksBalance(workspaceId, wishes, "at the end");
    expect({ waiting, behind }).toEqual({ waiting: 0, behind: 0 });
  });

  const stored = await expectStored(workspaceId, senders.acknowledged);
  for (const program of [plain, inOrder]) program.expectSaw(stored);
  inOrder.expectCameInOrder();
  const seqs = stored.map(({ seq }) => seq);
  for (const viewer of viewers) {
    await later(() => expect(viewer.seen.length).toBeGreaterThanOrEqual(seqs.length));
    expect(viewer.seen).toEqual(seqs);
  }
  const broken = senders.answers.filter(({ status }) => status === 0);
  expect(broken.length, "the kills met requests under way").toBeGreaterThan(0);
  expect(
    viewers.map(({ returns }) => returns > 0),
    "the kills met viewers",
  ).toContain(true);
  expect(Math.min(...balancer.served), "both doors served").toBeGreaterThan(0);
}
