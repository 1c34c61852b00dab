import { expect, test } from "vitest";
import { systemDb } from "#db/client.ts";
import { attemptWindows } from "#db/schema/index.ts";
import { countAttempt } from "#server/auth/index.ts";

const limits = { limit: 3, windowMs: 60_000 };
const hour = 60 * 60_000;

const moveBack = (ms: number) =>
  systemDb()
    .update(attemptWindows)
    .set({ windowStart: new Date(Date.now() - ms) });

const windows = () => systemDb().select().from(attemptWindows);

test("lets no more through than the limit when all come at once", async () => {
  const attempts = Array.from({ length: 12 }, () => countAttempt("act", "all-at-once", limits));
  const allowed = (await Promise.all(attempts)).filter((count) => count.allowed);
  expect(allowed).toHaveLength(3);
});

test("counts acts and subjects apart", async () => {
  for (let count = 0; count < 3; count += 1) await countAttempt("act", "apart", limits);
  expect((await countAttempt("act", "apart", limits)).allowed).toBe(false);
  expect((await countAttempt("other act", "apart", limits)).allowed).toBe(true);
  expect((await countAttempt("act", "somebody else", limits)).allowed).toBe(true);
});

test("says how long the window lasts, and starts a new one after it", async () => {
  for (let count = 0; count < 3; count += 1) await countAttempt("act", "window", limits);
  await moveBack(45_000);
  const refused = await countAttempt("act", "window", limits);
  expect(refused.allowed).toBe(false);
  if (!refused.allowed) {
    expect(refused.retryAfterMs).toBeGreaterThan(10_000);
    expect(refused.retryAfterMs).toBeLessThanOrEqual(15_000);
  }
  await moveBack(60_001);
  expect((await countAttempt("act", "window", limits)).allowed).toBe(true);
  expect((await countAttempt("act", "window", limits)).allowed).toBe(true);
});

test("keeps no readable subject, and forgets windows of yesterday", async () => {
  await countAttempt("act", "anna@example.com", limits);
  expect(JSON.stringify(await windows())).not.toContain("anna");
  await moveBack(25 * hour);
  await countAttempt("act", "today", limits);
  expect(await windows()).toHaveLength(1);
});
