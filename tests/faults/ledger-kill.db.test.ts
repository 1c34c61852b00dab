import { randomInt } from "node:crypto";
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout as pause } from "node:timers/promises";
import { inArray } from "drizzle-orm";
import { afterAll, beforeAll, expect, onTestFailed, test, vi } from "vitest";
import { systemDb, systemSql } from "#db/client.ts";
import { type EmbeddedPostgres, startEmbeddedPostgres } from "#db/embedded.ts";
import { events } from "#db/schema/index.ts";
import { digest } from "#server/core/ids.ts";
import { makeInbox, makeWorkspace } from "#tests/support/factories.ts";
import { freePort } from "#tests/support/free-port.ts";
import { makeDestination } from "../server/deliveries/fixtures.ts";
import { expectBooksBalance } from "./support/books.ts";
import { Ledger, type Seen } from "./support/ledger-sink.ts";
import { startProduct } from "./support/product.ts";
import { newEvent, Senders } from "./support/sender.ts";
import { Supervised } from "./support/supervised.ts";

const rounds = 50;
/** Another run with the same seed kills the same victims after the same pauses. */
const seed = Number(process.env.FAULT_SEED ?? randomInt(2 ** 31));
/** From 0 to 1, the same for the same seed. */
const chance = (what: string) => digest(`${seed} ${what}`).readUInt32BE() / 2 ** 32;

const names = ["message.received", "message.received", "message.sent", "session.connected"] as const;
/** On a machine that does much else a process takes that long to start. */
const lateMs = 60_000;
const later = <T>(check: () => T, timeout = lateMs) => vi.waitFor(check, { timeout, interval: 20 });

let directory: string;
let cluster: EmbeddedPostgres;
let common: Record<string, string>;
let plain: Ledger;
let inOrder: Ledger;
let processes: { ingest: Supervised; worker: Supervised } | undefined;

beforeAll(async () => {
  directory = await mkdtemp(join(tmpdir(), "moltdesk-ledger-"));
  // What was committed has to outlive Postgres's death, though not the machine's.
  cluster = await startEmbeddedPostgres({
    directory,
    durable: false,
    settings: { synchronous_commit: "on" },
  });
  process.env.DATABASE_URL = cluster.url;
  common = {
    DATABASE_URL: cluster.url,
    DESTINATIONS_ALLOW_LOOPBACK: "true",
    NODE_COMPILE_CACHE: join(directory, "compiled"),
  };
  // Migrates, and leaves compiled sources for the many starts that follow: a process that is killed leaves none.
  await (await startProduct({ env: { ...common, ROLE: "ingest,worker" }, readyWithinMs: lateMs })).end(
    "SIGTERM",
  );
  // Every fortieth event is refused when it comes first.
  plain = await Ledger.start((nth) => nth % 40 !== 7);
  inOrder = await Ledger.start(() => true);
}, 2 * lateMs);

afterAll(async () => {
  await Promise.all([processes?.ingest.kill(), processes?.worker.kill()]);
  await Promise.all([plain?.close(), inOrder?.close()]);
  await cluster?.stop("immediate");
  await rm(directory, { recursive: true, force: true });
});

/** Kills the postmaster, or one of its children, upon which the postmaster begins anew by itself; waits until it did. */
async function killPostgres(round: number): Promise<void> {
  const [before] = await systemSql()<{ pids: number[]; now: string }[]>`
    select array_agg(pid order by pid) as pids, clock_timestamp()::text as now
    from pg_stat_activity where backend_type = 'client backend'`;
  const { pids, now } = before ?? { pids: [], now: "" };
  const child = pids[Math.floor(chance(`child ${round}`) * 2 * pids.length)];
  process.kill(child ?? Number(cluster.pid), "SIGKILL");
  if (child === undefined) await cluster.start();
  await later(async () => {
    const [old] = await systemSql()<{ count: number }[]>`
      select count(*)::int as count from pg_stat_activity
      where backend_type = 'client backend' and backend_start < ${now}::timestamptz`;
    expect(old?.count).toBe(0);
  });
}

/**
 * What a worker has when it dies, and what the database gave it with its last breath, is the worker's for a minute, which
 * passes here.
 */
async function passLeases(of: Date): Promise<void> {
  await systemSql().begin(async (sql) => {
    await sql`select 1 from destination_turns order by destination_id for update`;
    await sql`update deliveries set lease_until = now()
      where state = 'delivering' and lease_until <= ${of.toISOString()}::timestamptz + interval '1 minute'`;
    await sql`update destination_turns set due_at = now() where due_at is not null`;
  });
}

const victims = ["ingest", "worker", "postgres"] as const;

function victimOf(round: number): (typeof victims)[number] {
  const drawn = chance(`victim ${round}`);
  return drawn < 0.4 ? "ingest" : drawn < 0.8 ? "worker" : "postgres";
}

test("whoever is killed, the ledger balances, and every accepted event reaches its programs under one id", async () => {
  onTestFailed(() => {
    process.stderr.write(`ledger-kill: FAULT_SEED=${seed}\n`);
  });
  const { workspaceId } = await makeWorkspace();
  const inbox = await makeInbox(workspaceId);
  const forMessages = { url: plain.url, filter: { events: ["message.*"] } };
  const forReceived = { url: inOrder.url, ordered: true, filter: { events: ["message.received"] } };
  const wishes = new Map([
    [await makeDestination(workspaceId, forMessages), ["message.received", "message.sent"]],
    [await makeDestination(workspaceId, forReceived), ["message.received"]],
  ]);
  const start = async (ROLE: "ingest" | "worker") =>
    new Supervised({
      env: { ...common, ROLE, PORT: String(await freePort()) },
      readyWithinMs: lateMs,
    });
  const [ingest, worker] = [await start("ingest"), await start("worker")];
  processes = { ingest, worker };
  const everybodyIsUp = (note: string) =>
    later(async () => {
      const ready = await Promise.all([ingest.isReady(), worker.isReady()]);
      expect(ready, `${note}: ready\n${ingest.output()}\n${worker.output()}`).toEqual([true, true]);
    });
  await everybodyIsUp("at the start");
  let sent = 0;
  const makeBody = () => newEvent(names[sent++ % names.length]);
  const senders = new Senders(`http://127.0.0.1:${ingest.port}`, inbox, { count: 3, restMs: 60, makeBody });
  let checked = 0;

  for (let round = 0; round < rounds; round += 1) {
    const victim = victimOf(round);
    const note = `round ${round}, ${victim} killed`;
    // Not a wait for anything: the moment of death is what differs between rounds.
    await pause(20 + chance(`pause ${round}`) * 300);
    if (victim === "postgres") await killPostgres(round);
    else await processes[victim].kill();
    const [died, had] = [new Date(), { acknowledged: senders.acknowledged.length, seen: plain.count }];
    if (victim !== "ingest") await passLeases(died);
    await everybodyIsUp(note);
    await later(() => {
      expect(senders.acknowledged.length, `${note}: accepts`).toBeGreaterThan(had.acknowledged);
      expect(plain.count, `${note}: delivers\n${worker.output()}`).toBeGreaterThan(had.seen);
    });
    await expectBooksBalance(workspaceId, wishes, note);
    const news = senders.acknowledged.slice(checked).map(({ id }) => id);
    checked += news.length;
    expect(await systemDb().$count(events, inArray(events.id, news)), `${note}: stored`).toBe(news.length);
  }

  await senders.finish();
  await later(async () => {
    const left = await expectBooksBalance(workspaceId, wishes, "at the end");
    expect(left).toEqual({ waiting: 0, behind: 0 });
  }, 60_000);
  expect(await ingest.stop(), ingest.output()).toBe(0);
  expect(await worker.stop(), worker.output()).toBe(0);
  expect(ingest.starts + worker.starts).toBeGreaterThan(rounds / 2);

  const stored = await systemDb()
    .select({ id: events.id, seq: events.seq, event: events.event })
    .from(events);
  const wanted = (of: readonly string[]) =>
    stored
      .filter(({ event }) => of.includes(event ?? ""))
      .map(({ id, seq }): Seen => ({ id: `msg_${id}`, seq }))
      .sort((a, b) => a.seq - b.seq);
  const [messages = [], received = []] = [...wishes.values()];
  plain.expectSaw(wanted(messages));
  inOrder.expectSaw(wanted(received));
  inOrder.expectCameInOrder();
  const kept = new Set(stored.map(({ id }) => id));
  expect(senders.acknowledged.filter(({ id }) => !kept.has(id))).toEqual([]);
}, 600_000);
