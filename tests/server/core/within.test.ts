import { stat } from "node:fs/promises";
import { performance } from "node:perf_hooks";
import { expect, test } from "vitest";
import { within } from "#server/core/within.ts";

test("what does not answer in time is given up", async () => {
  await expect(within(10, new Promise(() => undefined))).rejects.toThrow("No answer within 10 ms.");
});

test("an answer that came while this process itself was busy is no late one", async () => {
  // From here the event loop looks at its timers next, and at answers only then.
  await new Promise((resolve) => setImmediate(resolve));
  const answer = within(10, stat("."));
  const untilMs = performance.now() + 100;
  while (performance.now() < untilMs);
  expect((await answer).isDirectory()).toBe(true);
});
