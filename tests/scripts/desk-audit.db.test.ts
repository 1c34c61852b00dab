import { execFile } from "node:child_process";
import { mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { promisify } from "node:util";
import { afterAll, beforeAll, expect, test } from "vitest";
import { z } from "zod";
import { makeWorkspace } from "#tests/support/factories.ts";

const run = promisify(execFile);
const failure = z.object({ stdout: z.string(), stderr: z.string(), code: z.number() });
const verdictSchema = z.object({ intact: z.boolean(), brokenAt: z.number().nullable(), verdict: z.string() });

let directory: string;
beforeAll(async () => {
  directory = await mkdtemp(join(tmpdir(), "moltdesk-audit-"));
});
afterAll(() => rm(directory, { recursive: true }));

const desk = (...args: string[]) => run(process.execPath, ["scripts/desk.ts", ...args, "--json"]);

/** As on a machine that has neither the database nor a secret. */
async function verify(...args: string[]) {
  const env = {
    NODE_ENV: "production" as const,
    PATH: process.env.PATH,
    DATABASE_URL: "",
    MASTER_KEYS: "",
    MOLTDESK_DIR: join(directory, "nothing"),
  };
  const command = [process.execPath, ["scripts/desk.ts", "audit:verify", ...args, "--json"]] as const;
  const { stdout, code } = await run(...command, { env }).then(
    (done) => ({ ...done, code: 0 }),
    (error: unknown) => failure.parse(error),
  );
  return { ...verdictSchema.parse(JSON.parse(stdout)), code };
}

test("an operator's export is verified elsewhere; a changed line is named, and the exit code is 1", async () => {
  const { slug } = await makeWorkspace();
  const file = join(directory, "audit.ndjson");
  await desk("audit:export", "--workspace", slug, "--file", file);
  const { keys } = z
    .object({ keys: z.array(z.string()) })
    .parse(JSON.parse((await desk("audit:key")).stdout));
  expect(await verify(file, "--key", keys.join(","))).toMatchObject({
    intact: true,
    brokenAt: null,
    code: 0,
  });
  expect(await verify("--file", file)).toMatchObject({ intact: true, code: 0 });
  const text = await readFile(file, "utf8");
  await writeFile(file, text.replace('"action":"workspace.create"', '"action":"workspace.update"'));
  expect(await verify(file)).toMatchObject({ intact: false, brokenAt: 1, code: 1 });
}, 60_000);

test("what is no export is refused in one sentence", async () => {
  const file = join(directory, "other.txt");
  await writeFile(file, "hello\n");
  for (const given of [file, join(directory, "missing")]) {
    const refused = failure.parse(await desk("audit:verify", given).catch((error: unknown) => error));
    expect(refused.code).toBe(1);
    expect(refused.stderr.trim().split("\n")).toHaveLength(1);
  }
}, 60_000);
