import { existsSync } from "node:fs";
import { readFile, writeFile } from "node:fs/promises";
import { fileURLToPath } from "node:url";
import { envSchema } from "#server/core/env.ts";

const file = fileURLToPath(new URL("../.env.example", import.meta.url));
const WIDTH = 100;

const HEAD = [
  "# Every setting of Moltdesk, written from server/core/env.ts by `node scripts/env-example.ts --write`.",
  "# A value that is commented out is the default. `npm run dev` needs none of them.",
];

/** What `.env.example` has to say: each setting with its description, and its default or that it is required. */
export function renderEnvExample(): string {
  const parts = Object.entries(envSchema.shape).map(([name, field]) => {
    const description = field.description ?? "";
    if (description === "")
      throw new Error(`${name} has no description: add .describe() in server/core/env.ts.`);
    // undefined goes in, as when the variable is not set, and what comes out tells the default.
    const unset = field.safeParse(undefined);
    const requirement = unset.success ? "" : " Required.";
    const value = unset.success ? textOf(unset.data) : "";
    const line = unset.success ? `# ${name}=${value}` : `${name}=`;
    return [...wrap(`${description}${requirement}`), line].join("\n");
  });
  return `${[HEAD.join("\n"), ...parts].join("\n\n")}\n`;
}

/** Lines of the file that differ from what it has to say, as in a diff; none when it is fresh. */
export async function envExampleDifferences(): Promise<string[]> {
  const expected = renderEnvExample().split("\n");
  const actual = existsSync(file) ? (await readFile(file, "utf8")).split("\n") : [];
  return [
    ...actual.filter((line) => !expected.includes(line)).map((line) => `- ${line}`),
    ...expected.filter((line) => !actual.includes(line)).map((line) => `+ ${line}`),
    ...(expected.join() === actual.join() ? [] : ["Run `node scripts/env-example.ts --write`."]),
  ];
}

/** A value with spaces or a hash needs its quotes. */
function textOf(value: unknown): string {
  if (value === undefined) return "";
  const text = Array.isArray(value) ? value.join(",") : String(value);
  return /[\s#"<]/.test(text) ? JSON.stringify(text) : text;
}

function wrap(text: string): string[] {
  const lines: string[] = [];
  for (const word of text.split(" ")) {
    const last = lines.at(-1);
    if (last !== undefined && last.length + word.length < WIDTH) lines[lines.length - 1] = `${last} ${word}`;
    else lines.push(`# ${word}`);
  }
  return lines;
}

if (import.meta.main) {
  if (process.argv.includes("--write")) await writeFile(file, renderEnvExample());
  const differences = await envExampleDifferences();
  for (const line of differences) console.error(line);
  process.exitCode = differences.length > 0 ? 1 : 0;
}
