import { execFile } from "node:child_process";
import { setTimeout as pause } from "node:timers/promises";
import { fileURLToPath } from "node:url";
import { promisify } from "node:util";
import { systemSql } from "#db/client.ts";
import { startProduct } from "#tests/faults/support/product.ts";
import type { Inbox } from "#tests/faults/support/sender.ts";
import { makeDestination } from "#tests/server/deliveries/fixtures.ts";
import { makeConnectedInbox, makeWorkspace } from "#tests/support/factories.ts";
import { SinkProcess } from "./deliveries/sink-process.ts";
import type { Flood } from "./fairness/flood.ts";
import { withBenchDatabase } from "./support/bench-database.ts";
import { forgetWork } from "./support/forget-work.ts";
import { type Measure, median, percentile } from "./support/report.ts";
import { sendSteadily } from "./support/send-steadily.ts";
import { startBare } from "./support/start-bare.ts";

const quietWorkspaces = 49;
/** Of all quiet workspaces together. */
const quiet = { perSecond: 49, seconds: 8 };
const rounds = 5;
const flood = { perSecond: 10 * quiet.perSecond, seconds: quiet.seconds + 2 };
const floodEvents = flood.perSecond * flood.seconds;
const floodFile = fileURLToPath(new URL("fairness/flood.ts", import.meta.url));
/** The flood is under way by then. */
const leadMs = 1_000;
const mostTimes = 1.2;

async function makeDoor(sinkUrl: string): Promise<Inbox> {
  const { workspaceId } = await makeWorkspace();
  const { token, secret } = await makeConnectedInbox(workspaceId);
  await makeDestination(workspaceId, { url: sinkUrl, concurrency: 10 });
  return { token, secret };
}

type Sending = { origin: string; doors: readonly Inbox[]; sink: SinkProcess };

/**
 * @param others how many events of others come to the same receiver
 * @returns from each acknowledgement of the quiet workspaces to the arrival of its event, in milliseconds
 */
async function measureQuiet({ origin, doors, sink }: Sending, others = 0): Promise<number[]> {
  const acceptedMs = await sendSteadily(origin, doors, quiet);
  const { ids, atMs } = await sink.take(acceptedMs.size + others);
  return ids.flatMap((id, index) => {
    const ownMs = acceptedMs.get(id.replace(/^msg_/, ""));
    return ownMs === undefined ? [] : [(atMs[index] ?? 0) - ownMs];
  });
}

/** As `measureQuiet`, while ten times as much comes to `flooded`, or with the same addresses to another server. */
async function measureFlooded(
  sending: Sending,
  flooded: readonly Inbox[],
  origin = sending.origin,
): Promise<number[]> {
  const { doors } = sending;
  const options = JSON.stringify({ origin, inboxes: [...flooded], pace: flood } satisfies Flood);
  const load = promisify(execFile)(process.execPath, [floodFile, options]);
  await pause(leadMs);
  const latencies = await measureQuiet(sending, flooded === doors ? floodEvents : 0);
  await load;
  await untilDelivered();
  return latencies;
}

/** The flood's sender gives way, so it may end later than the quiet ones' events. */
async function untilDelivered(): Promise<void> {
  const countLeft = async () => {
    const [row] = await systemSql()<{ count: number }[]>`
      select count(*)::int as count from deliveries where state <> 'delivered'`;
    return row?.count ?? 0;
  };
  while ((await countLeft()) > 0) await pause(100);
}

type Seen = Record<"alone" | "besideFlood" | "spread" | "elsewhere", number[][]>;

/**
 * What one workspace that sends ten times as much as all others together does to forty-nine that send now and then: from
 * an event's acknowledgement to its delivery, beside the flood, without it, with as much spread evenly over all, and
 * beside a flood that goes to another server on the machine. The last two tell what the machine's being busy costs
 * everybody: by as much work, and by the flood's sender alone.
 */
export const fairness = (): Promise<Measure[]> =>
  withBenchDatabase(async (databaseUrl) => {
    const [sink, hotSink] = [new SinkProcess(), new SinkProcess()];
    await Promise.all([sink.start(), hotSink.start()]);
    hotSink.giveWay();
    const doors: Inbox[] = [];
    for (let count = 0; count < quietWorkspaces; count++) doors.push(await makeDoor(sink.url));
    const hot = await makeDoor(hotSink.url);
    const start = (role: string) =>
      startProduct({
        env: {
          ...{ NODE_ENV: "production", ROLE: role, DATABASE_URL: databaseUrl, DATABASE_POOL: "10" },
          DESTINATIONS_ALLOW_LOOPBACK: "true",
        },
      });
    const ingest = await start("ingest");
    const worker = await start("worker");
    const elsewhere = await startBare({ givesWay: true });
    try {
      const sending = { origin: ingest.url, doors, sink };
      const seen: Seen = { alone: [], besideFlood: [], spread: [], elsewhere: [] };
      for (let round = 0; round <= rounds; round++) {
        const alone = await measureQuiet(sending);
        const besideFlood = await measureFlooded(sending, [hot]);
        const spread = await measureFlooded(sending, doors);
        const senderAlone = await measureFlooded(sending, [hot], elsewhere.url);
        await forgetWork();
        // As autovacuum does within a minute: plans that were made for empty tables are of the past.
        if (round === 0) await systemSql()`vacuum analyze`;
        // The first round warms up.
        if (round === 0) continue;
        seen.alone.push(alone);
        seen.besideFlood.push(besideFlood);
        seen.spread.push(spread);
        seen.elsewhere.push(senderAlone);
      }
      return toMeasures(seen);
    } finally {
      await Promise.all([ingest.end("SIGKILL"), worker.end("SIGKILL")]);
      for (const one of [sink, hotSink, elsewhere]) one.stop();
    }
  });

function toMeasures(seen: Seen): Measure[] {
  // A round's p99, and the median of the rounds: one hiccup of the machine falls on one round alone.
  const of = (key: keyof Seen, share: number) => median(seen[key].map((one) => percentile(one, share)));
  const compare = (key: keyof Seen, to: keyof Seen, name: string): Measure => {
    const [value, baseline] = [of(key, 0.99), of(to, 0.99)];
    return {
      measure: `fairness, p99 of ${quietWorkspaces} quiet workspaces ${name}`,
      ...{ value, unit: "ms", baseline, ratio: value / baseline, wanted: "", ok: true },
      details: {
        p99MsOfRounds: seen[key].map((one, round) => [
          percentile(one, 0.99),
          percentile(seen[to][round] ?? [], 0.99),
        ]),
        p50Ms: [of(key, 0.5), of(to, 0.5)],
      },
    };
  };
  const wantedOf = (measure: Measure): Measure => ({
    ...measure,
    ...{ wanted: `< ${mostTimes} ×`, ok: (measure.ratio ?? Number.NaN) < mostTimes },
  });
  return [
    wantedOf(compare("besideFlood", "spread", "beside a flood, over as much spread evenly")),
    wantedOf(compare("besideFlood", "alone", "beside a flood, over none")),
    compare("elsewhere", "alone", "beside the flood's sender alone, over none"),
  ];
}
