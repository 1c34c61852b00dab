import { spawn } from "node:child_process";
import { once } from "node:events";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { expect, onTestFinished, test } from "vitest";
import { startStripeSandbox } from "#sandbox/stripe/server.ts";
import { day, openShop, openStripe, start } from "./support.ts";

const main = fileURLToPath(new URL("../../../sandbox/stripe/main.ts", import.meta.url));
const patience = { timeout: 10_000 };

function scratch(name: string): string {
  const folder = mkdtempSync(join(tmpdir(), "stripe-standin-"));
  onTestFinished(() => rmSync(folder, { recursive: true, force: true }));
  return join(folder, name);
}

/** Starts the stand-in alone, as a developer would, and gathers what it says. */
function run(env: Record<string, string>, ...options: string[]) {
  const child = spawn(process.execPath, [main, ...options], {
    stdio: ["ignore", "pipe", "pipe"],
    env: { ...process.env, ...env },
  });
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

test("alone it prints its address and key, answers, and ends on Ctrl-C; a taken port is one sentence", async () => {
  const standIn = run(
    {},
    "--port",
    "0",
    "--webhook-url",
    "http://127.0.0.1:9/hook",
    "--webhook-secret",
    "whsec_given",
  );
  await expect.poll(standIn.said, patience).toContain("whsec_given");
  expect(standIn.said()).toContain("sk_test_standin");
  const [url = "", port = ""] = /http:\/\/127\.0\.0\.1:(\d+)/.exec(standIn.said()) ?? [];
  const reply = await fetch(`${url}/v1/customers`, { headers: { Authorization: "Bearer sk_test_standin" } });
  expect(reply.status).toBe(200);
  const second = run({}, "--port", port);
  expect(await second.exited).toEqual([1, null]);
  expect(second.said()).toContain(`Port ${port} is taken by another program.`);
  standIn.child.kill("SIGINT");
  expect(await standIn.exited).toEqual([0, null]);
});

test("in production it does not start", async () => {
  const standIn = run({ NODE_ENV: "production" }, "--port", "0");
  expect(await standIn.exited).toEqual([1, null]);
  expect(standIn.said()).toContain("does not run in production");
});

test("a saved state comes back: the plan, the clock, and what falls due", async () => {
  const stateFile = scratch("stripe.json");
  const first = await openShop({ stateFile });
  const { customer } = await first.subscriber(first.prices.pro);
  await first.close();
  const again = await openStripe({ stateFile, clock: start + 31 * day });
  onTestFinished(() => again.close());
  const [subscription] = (await again.stripe.subscriptions.list({ customer })).data;
  expect(subscription).toMatchObject({ status: "active" });
  // The month that ended meanwhile was billed at its own moment.
  expect(subscription?.items.data[0]?.current_period_start).toBe(start + 31 * day);
});

test("a state file that cannot be read is told with what to do", async () => {
  const stateFile = scratch("broken.json");
  writeFileSync(stateFile, "{");
  await expect(startStripeSandbox({ port: 0, stateFile })).rejects.toThrow("Delete the file to start afresh");
});

test("the running clock goes with the wall clock and stays ahead after a move", async () => {
  await using shop = await openShop({ clock: "running" });
  const wall = () => Date.now() / 1000;
  expect(Math.abs(shop.control.now() - wall())).toBeLessThan(3);
  await shop.control.advance({ days: 10 });
  expect(Math.abs(shop.control.now() - wall() - 10 * day)).toBeLessThan(3);
});
