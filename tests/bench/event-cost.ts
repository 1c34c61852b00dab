import { type ChildProcess, fork } from "node:child_process";
import { once } from "node:events";
import { fileURLToPath } from "node:url";
import { systemSql } from "#db/client.ts";
import type { Size } from "./event-cost/fill.ts";
import { asks, type Command } from "./event-cost/run-asks.ts";
import { withBenchDatabase } from "./support/bench-database.ts";
import { type Measure, median, percentile } from "./support/report.ts";

const few: Size = { large: 8_000, others: 2_000, otherWorkspaces: 2 };
const many: Size = { large: 4_000_000, others: 1_000_000, otherWorkspaces: 20 };
const batch = 25;
const warmUpBatches = 2;
const batches = 12;
const flat = 1.5;

/** A database with so many events, and a process that works in it. */
class Filled {
  readonly #child: ChildProcess;

  constructor(databaseUrl: string, size: Size) {
    const file = fileURLToPath(new URL("event-cost/run-asks.ts", import.meta.url));
    this.#child = fork(file, [databaseUrl, JSON.stringify(size)]);
  }

  async start(): Promise<void> {
    const ended = once(this.#child, "exit").then(([code]) => {
      throw new Error(`Filling a database ended with ${code}.`);
    });
    await Promise.race([once(this.#child, "message"), ended]);
    ended.catch(() => undefined);
  }

  /** @returns how long each call took, in milliseconds */
  async ask(ask: string): Promise<number[]> {
    const answer = once(this.#child, "message");
    this.#child.send({ ask, calls: batch } satisfies Command);
    const [tookMs] = await answer;
    return tookMs as number[];
  }

  stop(): void {
    this.#child.disconnect();
  }
}

async function makeDatabase(databaseUrl: string, name: string, size: Size): Promise<Filled> {
  await systemSql().unsafe(`create database ${name}`);
  const url = new URL(databaseUrl);
  url.pathname = `/${name}`;
  const filled = new Filled(url.href, size);
  await filled.start();
  return filled;
}

/** Both databases in turn, a few calls each: whatever else the machine does falls on both. */
async function compare(ask: string, small: Filled, large: Filled): Promise<Measure> {
  const took = { small: [] as number[], large: [] as number[] };
  for (let round = -warmUpBatches; round < batches; round++) {
    const [ofSmall, ofLarge] = [await small.ask(ask), await large.ask(ask)];
    if (round >= 0) took.small.push(...ofSmall);
    if (round >= 0) took.large.push(...ofLarge);
  }
  const [value, baseline] = [percentile(took.large, 0.95), percentile(took.small, 0.95)];
  const ratio = value / baseline;
  return {
    measure: `event cost, ${ask}, 5 million stored against 10 thousand, p95`,
    ...{ value, unit: "ms", baseline, ratio, wanted: `≤ ${flat} ×`, ok: ratio <= flat },
    details: { p50Ms: { small: median(took.small), large: median(took.large) } },
  };
}

/** Whether an event costs as much to store, to list and to deliver with five million of them as with ten thousand. */
export const eventCost = (): Promise<Measure[]> =>
  withBenchDatabase(async (databaseUrl) => {
    const small = await makeDatabase(databaseUrl, "few_events", few);
    const large = await makeDatabase(databaseUrl, "many_events", many);
    try {
      const measures: Measure[] = [];
      for (const ask of Object.keys(asks)) measures.push(await compare(ask, small, large));
      return measures;
    } finally {
      small.stop();
      large.stop();
    }
  });
