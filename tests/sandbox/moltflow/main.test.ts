import { spawn } from "node:child_process";
import { once } from "node:events";
import { fileURLToPath } from "node:url";
import { expect, onTestFinished, test } from "vitest";

const main = fileURLToPath(new URL("../../../sandbox/moltflow/main.ts", import.meta.url));

/** Starts the standalone sandbox as a developer would, and gathers what it says. */
function run(...options: string[]) {
  const child = spawn(process.execPath, [main, ...options], { stdio: ["ignore", "pipe", "pipe"] });
  onTestFinished(() => {
    child.kill("SIGKILL");
  });
  let said = "";
  for (const stream of [child.stdout, child.stderr]) {
    stream.on("data", (chunk: Buffer) => {
      said += chunk.toString("utf8");
    });
  }
  return { child, said: () => said, exited: once(child, "exit") };
}

const patience = { timeout: 10_000 };

test("alone it prints its address and keys, serves them, and ends on Ctrl-C", async () => {
  const sandbox = run("--port", "0");
  await expect.poll(sandbox.said, patience).toContain("private addresses");
  for (const plan of ["free", "starter", "pro", "business"])
    expect(sandbox.said()).toContain(`mf_sandbox_${plan}`);
  const url = /http:\/\/127\.0\.0\.1:\d+/.exec(sandbox.said())?.[0];
  const reply = await fetch(`${url}/api/v2/sessions`, { headers: { "X-API-Key": "mf_sandbox_free" } });
  expect(reply.status).toBe(200);
  sandbox.child.kill("SIGINT");
  expect(await sandbox.exited).toEqual([0, null]);
});

test("a taken port is one clear sentence and exit code 1", async () => {
  const first = run("--port", "0");
  await expect.poll(first.said, patience).toContain("private addresses");
  const port = /127\.0\.0\.1:(\d+)/.exec(first.said())?.[1] ?? "";
  const second = run("--port", port);
  expect(await second.exited).toEqual([1, null]);
  expect(second.said()).toBe(
    `The MoltFlow sandbox did not start. Port ${port} is taken by another program. Stop it, or choose another port with --port.\n`,
  );
});
