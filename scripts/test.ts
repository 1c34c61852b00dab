import { existsSync } from "node:fs";
import { mkdir, readFile, rm } from "node:fs/promises";
import { join } from "node:path";
import { z } from "zod";
import { findChromium } from "./chromium.ts";
import { projectRoot, runNode, seconds } from "./support/command.ts";
import { verify } from "./verify.ts";

type Count = { passed: number; failed: number };
type Stage = { name: string; only: "verify" | "unit" | "e2e"; run: () => Promise<Count> };

const reports = join(projectRoot, "test-results");
const vitestReport = join(reports, "vitest.json");
const playwrightReport = join(reports, "playwright.json");

const stages: Stage[] = [
  { name: "verify", only: "verify", run: async () => ({ passed: 0, failed: (await verify()) ? 0 : 1 }) },
  { name: "unit and database", only: "unit", run: () => runVitest("unit", "database") },
  { name: "build", only: "e2e", run: build },
  { name: "with the build", only: "e2e", run: () => runVitest("built") },
  { name: "end to end", only: "e2e", run: runPlaywright },
];

const vitestSchema = z.object({
  numPassedTests: z.int(),
  numFailedTests: z.int(),
  numPendingTests: z.int(),
  success: z.boolean(),
});
const playwrightSchema = z.object({
  stats: z.object({ expected: z.int(), unexpected: z.int(), flaky: z.int(), skipped: z.int() }),
});

// A skipped test counts as failed, and so does a run that broke between the tests.

async function runVitest(...projects: string[]): Promise<Count> {
  const chosen = projects.flatMap((project) => ["--project", project]);
  const args = [
    "run",
    ...chosen,
    "--reporter=default",
    "--reporter=json",
    `--outputFile.json=${vitestReport}`,
  ];
  const { code } = await runNode(["node_modules/vitest/vitest.mjs", ...args], { show: true });
  const report = vitestSchema.parse(await readReport(vitestReport));
  const failed = Math.max(
    report.numFailedTests + report.numPendingTests,
    code === 0 && report.success ? 0 : 1,
  );
  return { passed: report.numPassedTests, failed };
}

async function build(): Promise<Count> {
  const { code, output } = await runNode(["node_modules/next/dist/bin/next", "build"], {
    env: { NODE_ENV: "production", NEXT_TELEMETRY_DISABLED: "1" },
  });
  if (code !== 0) console.log(output);
  return { passed: 0, failed: code === 0 ? 0 : 1 };
}

async function runPlaywright(): Promise<Count> {
  const { code } = await runNode(["node_modules/@playwright/test/cli.js", "test", "--reporter=list,json"], {
    show: true,
    env: { CHROMIUM_PATH: await findChromium(), PLAYWRIGHT_JSON_OUTPUT_FILE: playwrightReport },
  });
  const { stats } = playwrightSchema.parse(await readReport(playwrightReport));
  const failed = Math.max(stats.unexpected + stats.flaky + stats.skipped, code === 0 ? 0 : 1);
  return { passed: stats.expected, failed };
}

async function readReport(file: string): Promise<unknown> {
  if (!existsSync(file))
    throw new Error("The tests ended before they reported: what they printed above says why.");
  return JSON.parse(await readFile(file, "utf8"));
}

function chosenStages(): Stage[] {
  const index = process.argv.indexOf("--only");
  if (index === -1) return stages;
  const wanted = process.argv[index + 1];
  const chosen = stages.filter(({ only }) => only === wanted);
  if (chosen.length === 0) throw new Error("--only takes one of: verify, unit, e2e.");
  return chosen;
}

async function main(): Promise<void> {
  const chosen = chosenStages();
  await rm(reports, { recursive: true, force: true });
  await mkdir(reports, { recursive: true });
  const rows: { stage: string; result: string; took: string }[] = [];
  const total: Count = { passed: 0, failed: 0 };
  let buildFailed = false;
  for (const { name, run } of chosen) {
    if (buildFailed) break;
    console.log(`\n── ${name}`);
    const begun = performance.now();
    const { passed, failed } = await run().catch((error: unknown) => {
      console.error(error instanceof Error ? error.message : error);
      return { passed: 0, failed: 1 };
    });
    buildFailed = name === "build" && failed > 0;
    total.passed += passed;
    total.failed += failed;
    const result = failed > 0 ? `${failed} failed` : passed > 0 ? `${passed} passed` : "fine";
    rows.push({ stage: name, result, took: seconds(performance.now() - begun) });
  }
  console.log();
  for (const { stage, result, took } of rows) {
    console.log(`${stage.padEnd(20)} ${result.padEnd(14)} ${took.padStart(8)}`);
  }
  const nothingRan = total.passed + total.failed === 0 && chosen.some(({ only }) => only !== "verify");
  if (nothingRan) console.log("No test ran: that counts as a failure.");
  console.log(`\n${total.passed} passed, ${total.failed} failed`);
  process.exitCode = total.failed > 0 || nothingRan ? 1 : 0;
}

await main();
