import { mkdir, writeFile } from "node:fs/promises";
import { bundle } from "./bundle.ts";
import { ingest } from "./ingest.ts";
import { live } from "./live.ts";
import { start } from "./start.ts";
import { type Measure, toTable } from "./support/report.ts";

const benches: Record<string, () => Promise<Measure[]>> = { ingest, live, start, bundle };

const asked = process.argv.slice(2);
const unknown = asked.filter((name) => !(name in benches));
if (unknown.length > 0) {
  process.stderr.write(
    `No bench is called ${unknown.join(", ")}; there are ${Object.keys(benches).join(", ")}.\n`,
  );
  process.exit(1);
}

const measures: Measure[] = [];
for (const [name, run] of Object.entries(benches)) {
  if (asked.length > 0 && !asked.includes(name)) continue;
  process.stdout.write(`${name} …\n`);
  measures.push(...(await run()));
}
process.stdout.write(`\n${toTable(measures)}\n`);
await mkdir("bench", { recursive: true });
await writeFile(
  "bench/results.json",
  `${JSON.stringify({ at: new Date().toISOString(), measures }, null, 2)}\n`,
);
process.exitCode = measures.every(({ ok }) => ok) ? 0 : 1;
