import { execFile } from "node:child_process";
import { promisify } from "node:util";
import { expect, test } from "vitest";
import { makeWorkspace } from "#tests/support/factories.ts";

const run = promisify(execFile);
const environment = { ...process.env, DESTINATIONS_ALLOW_LOOPBACK: "true" };

async function desk(...args: string[]) {
  const { stdout } = await run(process.execPath, ["scripts/desk.ts", ...args], { env: environment });
  return JSON.parse(stdout);
}

test("an operator adds a destination, learns its secret, and sees it in the list", async () => {
  const { slug } = await makeWorkspace();
  const url = "http://127.0.0.1:9/hook";
  const made = await desk("destination:create", "--workspace", slug, "--url", url, "--ordered", "--json");
  expect(made).toEqual({ id: expect.any(String), secret: expect.stringMatching(/^whsec_[\w+/]{43}=$/) });
  const list = await desk("destination:list", "--workspace", slug, "--json");
  expect(list).toEqual([
    {
      ...{ id: made.id, name: "127.0.0.1:9", url, format: "standard", ordered: true, health: "idle" },
      ...{ disabled: null, lastSuccessAt: null, lastFailureAt: null },
    },
  ]);
  expect(JSON.stringify(list)).not.toContain(made.secret);
});

test("an address within, or a format that there is not, is refused in words", async () => {
  const { slug } = await makeWorkspace();
  const create = (...args: string[]) => desk("destination:create", "--workspace", slug, ...args);
  await expect(create("--url", "https://10.0.0.1/")).rejects.toThrow("private network");
  await expect(create("--url", "https://10.0.0.1/", "--format", "fax")).rejects.toThrow("--format");
});
