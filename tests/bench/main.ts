import { fork } from "node:child_process";
import { once } from "node:events";
import { mkdir, writeFile } from "node:fs/promises";
import { fileURLToPath } from "node:url";
import { benches } from "./run-one.ts";
import { type Measure, toTable } from "./support/report.ts";

async function runInProcess(name: string): Promise<Measure[]> {
  const child = fork(fileURLToPath(new URL("run-one.ts", import.meta.url)), [name]);
  const failed = once(child, "exit").then(([code]) => {
    throw new Error(`The bench “${name}” ended with ${code}: what it printed above says why.`);
  });
  const [measures] = await Promise.race([once(child, "message"), failed]);
  failed.catch(() => undefined);
  return measures as Measure[];
}

const asked = process.argv.slice(2);
const unknown = asked.filter((name) => !(name in benches));
if (unknown.length > 0) {
  process.stderr.write(
    `No bench is called ${unknown.join(", ")}; there are ${Object.keys(benches).join(", ")}.\n`,
  );
  process.exit(1);
}

const measures: Measure[] = [];
for (const name of asked.length > 0 ? asked : Object.keys(benches)) {
  process.stdout.write(`${name} …\n`);
  measures.push(...(await runInProcess(name)));
}
process.stdout.write(`\n${toTable(measures)}\n`);
await mkdir("bench", { recursive: true });
await writeFile(
  "bench/results.json",
  `${JSON.stringify({ at: new Date().toISOString(), measures }, null, 2)}\n`,
);
process.exitCode = measures.every(({ ok }) => ok) ? 0 : 1;
