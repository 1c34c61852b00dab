import { systemDb, systemSql } from "#db/client.ts";
import { members, subscriptions } from "#db/schema/index.ts";
import { newId } from "#server/core/ids.ts";
import { type Product, startProduct } from "#tests/faults/support/product.ts";
import { makeDestination } from "#tests/server/deliveries/fixtures.ts";
import { makeConnectedInbox, makeUser, makeWorkspace } from "#tests/support/factories.ts";
import { SinkProcess } from "./deliveries/sink-process.ts";
import { type LoadResult, runLoad } from "./ingest/run-load.ts";
import { withBenchDatabase } from "./support/bench-database.ts";
import { forgetWork } from "./support/forget-work.ts";
import { type Measure, median } from "./support/report.ts";

const connections = 64;
const rounds = 4;
const seconds = 4;
const people = 10;
const programs = 2;
const least = 0.7;

type Door = { path: string; secret: string };

async function makeDoor(): Promise<Door & { workspaceId: string }> {
  const { workspaceId } = await makeWorkspace();
  const { token, secret } = await makeConnectedInbox(workspaceId);
  return { workspaceId, path: `/in/${token}`, secret: secret ?? "" };
}

/** Ten people who hear of every event in the app and by push, and two programs that get it. */
async function subscribe(workspaceId: string, sinkUrl: string): Promise<void> {
  for (let count = 1; count < people; count += 1) {
    const { id: userId } = await makeUser();
    await systemDb().insert(members).values({ workspaceId, userId, role: "agent" });
  }
  await systemDb()
    .insert(subscriptions)
    .values({ workspaceId, id: newId(), name: "Everything", audience: "everyone", push: true });
  for (let count = 0; count < programs; count += 1) {
    await makeDestination(workspaceId, { url: `${sinkUrl}/${count}`, concurrency: 10 });
  }
}

async function countWork() {
  const [row] = await systemSql()<{ handed: number; delivered: number }[]>`
    select (select coalesce(sum(through_seq), 0)::int from fan_out_cursors) as handed,
      (select count(*)::int from deliveries where state = 'delivered') as delivered`;
  return row ?? { handed: 0, delivered: 0 };
}

type Seen = LoadResult & { handedOn: number; delivered: number };

async function measure(url: string, { path, secret }: Door): Promise<Seen> {
  const before = await countWork();
  const result = await runLoad({ url, path, secret, connections, seconds });
  const after = await countWork();
  await forgetWork();
  return {
    ...result,
    handedOn: (after.handed - before.handed) / seconds,
    delivered: (after.delivered - before.delivered) / seconds,
  };
}

const start = (databaseUrl: string, role: string): Promise<Product> =>
  startProduct({
    env: {
      ...{ NODE_ENV: "production", ROLE: role, DATABASE_URL: databaseUrl, DATABASE_POOL: "10" },
      ...{ INBOX_EVENTS_PER_SECOND: "1000000", DESTINATIONS_ALLOW_LOOPBACK: "true" },
    },
  });

/**
 * What people and programs cost those who send: accepting events of a workspace with ten subscribed members and two
 * destinations, against one that nobody listens to. A worker of its own hands on and delivers to a sink on this
 * machine meanwhile, as fast as it can; what it has not done at the end of a load is thrown away.
 */
export const fanOut = (): Promise<Measure[]> =>
  withBenchDatabase(async (databaseUrl) => {
    const sink = new SinkProcess();
    await sink.start();
    const [alone, subscribed] = [await makeDoor(), await makeDoor()];
    await subscribe(subscribed.workspaceId, sink.url);
    const ingest = await start(databaseUrl, "ingest");
    const worker = await start(databaseUrl, "worker");
    try {
      const seen: { alone: Seen[]; subscribed: Seen[] } = { alone: [], subscribed: [] };
      for (let round = 0; round <= rounds; round += 1) {
        const [without, with_] = [await measure(ingest.url, alone), await measure(ingest.url, subscribed)];
        // The first round warms up.
        if (round > 0) seen.alone.push(without);
        if (round > 0) seen.subscribed.push(with_);
      }
      return toMeasures(seen);
    } finally {
      await Promise.all([ingest.end("SIGKILL"), worker.end("SIGKILL")]);
      sink.stop();
    }
  });

function toMeasures(seen: { alone: Seen[]; subscribed: Seen[] }): Measure[] {
  const of = (list: Seen[], read: (one: Seen) => number) => median(list.map(read));
  const value = of(seen.subscribed, ({ perSecond }) => perSecond);
  const baseline = of(seen.alone, ({ perSecond }) => perSecond);
  const ratio = value / baseline;
  return [
    {
      measure: `ingest with ${programs} destinations and ${people} subscribed members, against alone`,
      ...{ value, unit: "/s", baseline, ratio, wanted: `≥ ${least.toFixed(2)} ×`, ok: ratio >= least },
      details: {
        p99Ms: of(seen.subscribed, ({ p99Ms }) => p99Ms),
        handedOnPerSecond: of(seen.subscribed, ({ handedOn }) => handedOn),
        deliveredPerSecond: of(seen.subscribed, ({ delivered }) => delivered),
      },
    },
  ];
}
