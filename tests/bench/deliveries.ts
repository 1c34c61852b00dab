import { execFile } from "node:child_process";
import { fileURLToPath } from "node:url";
import { promisify } from "node:util";
import type { z } from "zod";
import { type Product, startProduct } from "#tests/faults/support/product.ts";
import type { Inbox } from "#tests/faults/support/sender.ts";
import { makeDesk, makeDestination } from "#tests/server/deliveries/fixtures.ts";
import type { loopSchema } from "./deliveries/bare-loop.ts";
import type { Arrivals } from "./deliveries/sink.ts";
import { SinkProcess } from "./deliveries/sink-process.ts";
import { withBenchDatabase } from "./support/bench-database.ts";
import { type Measure, median, percentile } from "./support/report.ts";
import { sendSteadily } from "./support/send-steadily.ts";

const concurrency = 50;
const rounds = 3;
const eventsARound = 5_000;
const leastPerSecond = 1_000;
const steady = { perSecond: 100, seconds: 20 };
const mostLatencyMs = 100;

type Desk = Awaited<ReturnType<typeof makeDesk>>;

const here = (path: string) => fileURLToPath(new URL(path, import.meta.url));

const perSecond = ({ atMs }: Arrivals) => {
  const [first = 0, last = 0] = [Math.min(...atMs), Math.max(...atMs)];
  return ((atMs.length - 1) * 1000) / (last - first);
};

async function runBare(sink: SinkProcess, requests: number): Promise<number> {
  const loop: z.input<typeof loopSchema> = {
    origin: sink.url,
    ...{ requests, concurrency: 2 * concurrency, bodyBytes: 400 },
  };
  const taken = sink.take(requests);
  await promisify(execFile)(process.execPath, [here("deliveries/bare-loop.ts"), JSON.stringify(loop)]);
  return perSecond(await taken);
}

/** A round's events are stored while the worker stands still, so that it alone is measured. */
async function runOurs(sink: SinkProcess, { child }: Product, { events }: Desk): Promise<number> {
  child.kill("SIGSTOP");
  for (let stored = 0; stored < eventsARound; stored += 250) await events(250);
  const taken = sink.take(2 * eventsARound);
  child.kill("SIGCONT");
  const arrivals = await taken;
  assertEachTwice(arrivals, eventsARound);
  return perSecond(arrivals);
}

/** Both destinations have the same sink, so each event arrives there twice. */
function assertEachTwice({ ids }: Arrivals, events: number): void {
  const counts = [...Map.groupBy(ids, (id) => id).values()].map(({ length }) => length);
  if (counts.length === events && counts.every((count) => count === 2)) return;
  throw new Error(`Of ${events} events ${counts.length} arrived, ${ids.length} times.`);
}

/** @returns from each acknowledgement to the arrivals of its event, in milliseconds */
async function measureLatencies(sink: SinkProcess, origin: string, inbox: Inbox): Promise<number[]> {
  const acceptedMs = await sendSteadily(origin, [inbox], steady);
  const arrivals = await sink.take(2 * acceptedMs.size);
  assertEachTwice(arrivals, acceptedMs.size);
  return arrivals.ids.map(
    (id, index) => (arrivals.atMs[index] ?? 0) - (acceptedMs.get(id.replace(/^msg_/, "")) ?? 0),
  );
}

/**
 * Events that wait in the inbox until they are fanned out and delivered to two destinations on this machine, against a
 * bare loop of requests to the same sink; and from accepting an event to its delivery at a steady rate.
 */
export const deliveries = (): Promise<Measure[]> =>
  withBenchDatabase(async (databaseUrl) => {
    const sink = new SinkProcess();
    await sink.start();
    const desk = await makeDesk();
    for (const path of ["a", "b"]) {
      await makeDestination(desk.workspaceId, { url: `${sink.url}/${path}`, concurrency });
    }
    const product = await startProduct({
      env: {
        ...{ NODE_ENV: "production", ROLE: "ingest,worker", DATABASE_URL: databaseUrl },
        ...{ DATABASE_POOL: "10", DESTINATIONS_ALLOW_LOOPBACK: "true" },
      },
    });
    try {
      const [bare, ours]: [number[], number[]] = [[], []];
      for (let round = 0; round <= rounds; round++) {
        const [bareRate, ourRate] = [
          await runBare(sink, 2 * eventsARound),
          await runOurs(sink, product, desk),
        ];
        // The first round warms up.
        if (round > 0) bare.push(bareRate);
        if (round > 0) ours.push(ourRate);
      }
      const latencies = await measureLatencies(sink, product.url, desk.inbox);
      return toMeasures(median(ours), median(bare), latencies);
    } finally {
      await product.end("SIGTERM");
      sink.stop();
    }
  });

function toMeasures(value: number, baseline: number, latencies: number[]): Measure[] {
  const p50 = median(latencies);
  return [
    {
      measure: `deliveries, two destinations, ${2 * concurrency} at once, against a bare loop of requests`,
      ...{ value, unit: "/s", baseline, ratio: value / baseline },
      ...{ wanted: `≥ ${leastPerSecond.toLocaleString("en")}/s`, ok: value >= leastPerSecond },
    },
    {
      measure: `deliveries, accepted → delivered at ${2 * steady.perSecond}/s, p50`,
      ...{ value: p50, unit: "ms", wanted: `≤ ${mostLatencyMs} ms`, ok: p50 <= mostLatencyMs },
      details: { p99Ms: percentile(latencies, 0.99) },
    },
  ];
}
