import { execFile } from "node:child_process";
import { setTimeout as pause } from "node:timers/promises";
import { fileURLToPath } from "node:url";
import { promisify } from "node:util";
import { systemSql } from "#db/client.ts";
import { startProduct } from "#tests/faults/support/product.ts";
import type { Inbox } from "#tests/faults/support/sender.ts";
import { makeDestination } from "#tests/server/deliveries/fixtures.ts";
import { makeInbox, makeWorkspace } from "#tests/support/factories.ts";
import { SinkProcess } from "./deliveries/sink-process.ts";
import type { Flood } from "./fairness/flood.ts";
import { withBenchDatabase } from "./support/bench-database.ts";
import { forgetWork } from "./support/forget-work.ts";
import { type Measure, median, percentile } from "./support/report.ts";
import { sendSteadily } from "./support/send-steadily.ts";

const quietWorkspaces = 49;
/** Of all quiet workspaces together. */
const quiet = { perSecond: 49, seconds: 8 };
const rounds = 5;
const flood = { perSecond: 10 * quiet.perSecond, seconds: quiet.seconds + 2 };
const floodFile = fileURLToPath(new URL("fairness/flood.ts", import.meta.url));
/** The flood is under way by then. */
const leadMs = 1_000;
const mostTimes = 1.2;

async function makeDoor(sinkUrl: string, destinations: number): Promise<Inbox> {
  const { workspaceId } = await makeWorkspace();
  const { token, secret } = await makeInbox(workspaceId);
  for (let count = 0; count < destinations; count++) {
    await makeDestination(workspaceId, { url: `${sinkUrl}/${count}`, concurrency: 10 });
  }
  return { token, secret };
}

/** @returns from each acknowledgement of the quiet workspaces to the arrival of its event, in milliseconds */
async function measureQuiet(origin: string, doors: readonly Inbox[], sink: SinkProcess): Promise<number[]> {
  const acceptedMs = await sendSteadily(origin, doors, quiet);
  const { ids, atMs } = await sink.take(acceptedMs.size);
  return ids.map((id, index) => (atMs[index] ?? 0) - (acceptedMs.get(id.replace(/^msg_/, "")) ?? 0));
}

type Flooded = { latencies: number[]; floodDeliveredPerSecond: number };

/** As `measureQuiet`, while one workspace sends ten times as much as all of them together. */
async function measureFlooded(
  origin: string,
  { hot, doors, sink }: { hot: Inbox; doors: readonly Inbox[]; sink: SinkProcess },
): Promise<Flooded> {
  const before = await countDelivered();
  const options = JSON.stringify({ origin, inbox: hot, pace: flood } satisfies Flood);
  const load = promisify(execFile)(process.execPath, [floodFile, options]);
  await pause(leadMs);
  const latencies = await measureQuiet(origin, doors, sink);
  await load;
  const delivered = (await countDelivered()) - before - latencies.length;
  return { latencies, floodDeliveredPerSecond: delivered / flood.seconds };
}

async function countDelivered(): Promise<number> {
  const [row] = await systemSql()<{ count: number }[]>`
    select count(*)::int as count from deliveries where state = 'delivered'`;
  return row?.count ?? 0;
}

/**
 * What one workspace that sends ten times as much as all others together does to forty-nine that send now and then: from an event's
 * acknowledgement to its delivery, with the flood and without it, in turn.
 */
export const fairness = (): Promise<Measure[]> =>
  withBenchDatabase(async (databaseUrl) => {
    const [sink, hotSink] = [new SinkProcess(), new SinkProcess()];
    await Promise.all([sink.start(), hotSink.start()]);
    const doors: Inbox[] = [];
    for (let count = 0; count < quietWorkspaces; count++) doors.push(await makeDoor(sink.url, 1));
    const hot = await makeDoor(hotSink.url, 2);
    const start = (role: string) =>
      startProduct({
        env: {
          ...{ NODE_ENV: "production", ROLE: role, DATABASE_URL: databaseUrl, DATABASE_POOL: "10" },
          DESTINATIONS_ALLOW_LOOPBACK: "true",
        },
      });
    const ingest = await start("ingest");
    const worker = await start("worker");
    try {
      const seen: { alone: number[][]; flooded: Flooded[] } = { alone: [], flooded: [] };
      for (let round = 0; round <= rounds; round++) {
        const alone = await measureQuiet(ingest.url, doors, sink);
        const flooded = await measureFlooded(ingest.url, { hot, doors, sink });
        await forgetWork();
        // As autovacuum does within a minute: plans that were made for empty tables are of the past.
        if (round === 0) await systemSql()`vacuum analyze`;
        // The first round warms up.
        if (round > 0) seen.alone.push(alone);
        if (round > 0) seen.flooded.push(flooded);
      }
      return toMeasures(seen);
    } finally {
      await Promise.all([ingest.end("SIGKILL"), worker.end("SIGKILL")]);
      for (const one of [sink, hotSink]) one.stop();
    }
  });

function toMeasures({ alone, flooded }: { alone: number[][]; flooded: Flooded[] }): Measure[] {
  // A round's p99, and the median of the rounds: one hiccup of the machine falls on one round alone.
  const of = (rounds_: number[][], share: number) => median(rounds_.map((one) => percentile(one, share)));
  const withFlood = flooded.map(({ latencies }) => latencies);
  const [value, baseline] = [of(withFlood, 0.99), of(alone, 0.99)];
  const ratio = value / baseline;
  return [
    {
      measure: `fairness, accepted → delivered of ${quietWorkspaces} quiet workspaces beside a flood, p99`,
      ...{ value, unit: "ms", baseline, ratio, wanted: `< ${mostTimes} ×`, ok: ratio < mostTimes },
      details: {
        p99MsOfRounds: withFlood.map((one, round) => [
          percentile(one, 0.99),
          percentile(alone[round] ?? [], 0.99),
        ]),
        p50Ms: { flooded: of(withFlood, 0.5), alone: of(alone, 0.5) },
        floodDeliveredPerSecond: median(flooded.map((one) => one.floodDeliveredPerSecond)),
      },
    },
  ];
}
