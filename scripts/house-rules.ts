import { glob, readFile } from "node:fs/promises";
import { join } from "node:path";
import { projectRoot } from "./support/command.ts";

const LINES = 300;

/** Sources that people write; generated ones and vendored contracts follow their own rules. */
const sources = "{app,server,db,sandbox,scripts,tests}/**/*.{ts,tsx}";
const generated = /\/(generated|migrations)\//;

/** Only these may know the process's environment: the settings themselves. */
const mayReadEnvironment = new Set(["server/core/env.ts"]);

/** What a file does against the house rules, one sentence each. */
export function violationsOf(path: string, text: string): string[] {
  const violations: string[] = [];
  const lines = text.split("\n");
  if (lines.length - 1 > LINES) {
    violations.push(
      `${path} has ${lines.length - 1} lines: split it by what it does, ${LINES} are the limit.`,
    );
  }
  if (/^(app|server|db)\//.test(path) && !mayReadEnvironment.has(path)) {
    lines.forEach((line, index) => {
      if (/\bprocess\s*\.\s*env\b|\bimport\.meta\.env\b/.test(line)) {
        violations.push(
          `${path}:${index + 1} reads process.env: add the setting to server/core/env.ts and use env().`,
        );
      }
    });
  }
  return violations;
}

/** Every violation in the project. */
export async function houseRuleViolations(): Promise<string[]> {
  const violations: string[] = [];
  for await (const path of glob(sources, { cwd: projectRoot })) {
    if (generated.test(path)) continue;
    violations.push(...violationsOf(path, await readFile(join(projectRoot, path), "utf8")));
  }
  return violations.sort();
}
