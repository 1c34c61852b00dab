import { type Product, startProduct } from "#tests/faults/support/product.ts";
import { makeConnectedInbox, makeWorkspace } from "#tests/support/factories.ts";
import { startNaiveNext } from "./ingest/naive-next.ts";
import { type LoadResult, runLoad } from "./ingest/run-load.ts";
import { withBenchDatabase } from "./support/bench-database.ts";
import { type Measure, median } from "./support/report.ts";
import { startBare } from "./support/start-bare.ts";

const connections = 64;
const rounds = 5;
const seconds = 4;

type Target = { name: string; url: string; stop: () => unknown };

/** Our own door alone, as an installation with a process of its own for it runs it. */
const startOurs = (databaseUrl: string): Promise<Product> =>
  startProduct({
    env: {
      ...{ NODE_ENV: "production", ROLE: "ingest", DATABASE_URL: databaseUrl },
      ...{ DATABASE_POOL: "10", INBOX_EVENTS_PER_SECOND: "1000000" },
    },
  });

/** Every target in turn, several times: what else the machine does meanwhile falls on all of them. */
async function interleave(targets: Target[], door: { path: string; secret: string }) {
  const results = new Map<string, LoadResult[]>(targets.map(({ name }) => [name, []]));
  for (let round = 0; round <= rounds; round++) {
    for (const { name, url } of targets) {
      const result = await runLoad({ url, ...door, connections, seconds });
      // The first round warms up.
      if (round > 0) results.get(name)?.push(result);
    }
  }
  return (name: string, read: (result: LoadResult) => number) => median((results.get(name) ?? []).map(read));
}

/** Events a second acknowledged after commit, against a server that stores nothing and one that stores naively. */
export const ingest = (): Promise<Measure[]> =>
  withBenchDatabase(async (databaseUrl) => {
    const { workspaceId } = await makeWorkspace();
    const { token, secret } = await makeConnectedInbox(workspaceId);
    const ours = await startOurs(databaseUrl);
    const others: Target[] = [];
    try {
      others.push({ name: "bare", ...(await startBare()) });
      others.push({ name: "next", ...(await startNaiveNext(databaseUrl)) });
      const targets = [...others, { name: "ours", url: ours.url, stop: async () => undefined }];
      const seen = await interleave(targets, { path: `/in/${token}`, secret: secret ?? "" });
      return toMeasures(seen);
    } finally {
      await ours.end("SIGTERM");
      await Promise.all(others.map(({ stop }) => stop()));
    }
  });

function toMeasures(seen: (name: string, read: (result: LoadResult) => number) => number): Measure[] {
  const rate = (name: string) => seen(name, ({ perSecond }) => perSecond);
  const against = (name: string, measure: string, least: number): Measure => {
    const ratio = rate("ours") / rate(name);
    const wanted = `≥ ${least.toFixed(2)} ×`;
    return {
      measure,
      value: rate("ours"),
      unit: "/s",
      baseline: rate(name),
      ratio,
      wanted,
      ok: ratio >= least,
    };
  };
  const p50 = seen("ours", ({ p50Ms }) => p50Ms);
  const p99 = seen("ours", ({ p99Ms }) => p99Ms);
  return [
    against("bare", "ingest, against bare node:http", 0.3),
    against("next", "ingest, against a Next route with one insert", 4),
    { measure: "ingest, p50", value: p50, unit: "ms", wanted: "", ok: true },
    { measure: "ingest, p99", value: p99, unit: "ms", wanted: "≤ 50 ms", ok: p99 <= 50 },
  ];
}
