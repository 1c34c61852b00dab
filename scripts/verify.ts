import { realpath } from "node:fs/promises";
import { join } from "node:path";
import { faultsOf, readLock } from "./complete-lock.ts";
import { envExampleDifferences } from "./env-example.ts";
import { houseRuleViolations } from "./house-rules.ts";
import { projectRoot, runNode, seconds } from "./support/command.ts";

/** Resolves to what is wrong, as text to show; empty when nothing is. */
type Step = { name: string; run: () => Promise<string> };

const AT_ONCE = 2;

const steps: Step[] = [
  { name: "types", run: types },
  { name: "format and lint", run: () => program("biome", ["check", "--error-on-warnings", "."]) },
  { name: "import directions", run: importDirections },
  { name: "dead code", run: () => program("knip", ["--no-progress"]) },
  { name: "MoltFlow types are fresh", run: () => node(["scripts/generate-moltflow.ts", "--check"]) },
  { name: ".env.example is fresh", run: async () => (await envExampleDifferences()).join("\n") },
  { name: "lock file is complete", run: async () => faultsOf(await readLock()).join("\n") },
  { name: "house rules", run: async () => (await houseRuleViolations()).join("\n") },
];

/** Runs every check, two at a time, and prints a line for each; false when one failed. */
export async function verify(): Promise<boolean> {
  const failed: string[] = [];
  const waiting = [...steps];
  const worker = async () => {
    for (let step = waiting.shift(); step; step = waiting.shift()) {
      const begun = performance.now();
      const trouble = await step.run().catch((error: unknown) => String(error));
      const took = seconds(performance.now() - begun);
      console.log(`${trouble ? "✗" : "✓"} ${step.name} (${took})`);
      if (!trouble) continue;
      failed.push(step.name);
      console.log(`\n${trouble.replaceAll(/^/gm, "    ")}\n`);
    }
  };
  await Promise.all(Array.from({ length: AT_ONCE }, worker));
  if (failed.length > 0) console.log(`\nTo correct: ${failed.join(", ")}. What is wrong is said above.`);
  return failed.length === 0;
}

async function types(): Promise<string> {
  const routes = await node(["node_modules/next/dist/bin/next", "typegen"]);
  return routes || node(["node_modules/typescript/bin/tsc", "-p", "."]);
}

async function importDirections(): Promise<string> {
  const folders = ["app", "server", "db", "sandbox", "scripts", "tests"];
  const args = [...folders, "--output-type", "err-long"];
  return program("depcruise", args, ["--import", "./scripts/with-typescript-5.ts"]);
}

/** A program that npm installed, run by this Node, which may not be the one on the path. */
async function program(name: string, args: string[], nodeArgs: string[] = []): Promise<string> {
  const file = await realpath(join(projectRoot, "node_modules/.bin", name));
  return node([...nodeArgs, file, ...args]);
}

async function node(args: string[]): Promise<string> {
  const { code, output } = await runNode(args);
  return code === 0 ? "" : output || `node ${args.join(" ")} failed with exit code ${code}.`;
}

if (import.meta.main) process.exitCode = (await verify()) ? 0 : 1;
