import { eq } from "drizzle-orm";
import { expect, test } from "vitest";
import { systemDb } from "#db/client.ts";
import { billingAccounts, requestMinutes } from "#db/schema/index.ts";
import { Limiter } from "#server/limiter/limiter.ts";
import { makeWorkspace } from "#tests/support/factories.ts";
import { askAs, limiterOf, sellPlans } from "./fixtures.ts";

sellPlans();

const allowed = (verdicts: readonly { allowed: boolean }[]) => verdicts.filter((one) => one.allowed).length;

test("callers of several processes at once never pass the limit, and get all of it", async () => {
  const { workspaceId } = await makeWorkspace();
  const processes = Array.from({ length: 4 }, () => limiterOf(25, 60_000));
  const asks = processes.flatMap((one, process) =>
    Array.from({ length: 16 }, (_, caller) => one.ask(workspaceId, askAs(`${process}-${caller}`))),
  );
  expect(allowed(await Promise.all(asks))).toBe(25);
});

test("who asks at the same moment in one process is decided in one transaction", async () => {
  const { workspaceId } = await makeWorkspace();
  const one = limiterOf(60, 60_000);
  await one.ask(workspaceId, askAs("warm"));
  const verdicts = await Promise.all(Array.from({ length: 10 }, () => one.ask(workspaceId, askAs("ana"))));
  const instants = new Set(verdicts.map((verdict) => (verdict.allowed ? verdict.atMs : 0)));
  expect(instants.size).toBe(1);
  expect(verdicts[9]?.status.remaining).toBe(49);
});

test("whoever waits as long as they were told has a place", async () => {
  const { workspaceId } = await makeWorkspace();
  const one = limiterOf(2, 400);
  await Promise.all([one.ask(workspaceId, askAs("ana")), one.ask(workspaceId, askAs("ana"))]);
  const refused = await one.ask(workspaceId, askAs("ben"));
  if (refused.allowed) throw new Error("The minute was full.");
  expect(refused).toMatchObject({ because: "minute" });
  await new Promise((resolve) => setTimeout(resolve, refused.retryAfterMs));
  expect(await one.ask(workspaceId, askAs("ben"))).toMatchObject({ allowed: true });
});

test("a place that was given back is free", async () => {
  const { workspaceId } = await makeWorkspace();
  const one = limiterOf(1, 60_000);
  const taken = await one.ask(workspaceId, askAs("ana", "send"));
  expect(taken.allowed).toBe(true);
  expect((await one.ask(workspaceId, askAs("ben"))).allowed).toBe(false);
  if (taken.allowed) await one.giveBack(workspaceId, "ana", taken.atMs);
  expect((await limiterOf(1, 60_000).ask(workspaceId, askAs("ben"))).allowed).toBe(true);
});

test("a bigger plan counts within a second, and the minute so far with it", async () => {
  const { workspaceId } = await makeWorkspace();
  const one = new Limiter();
  const asks = () => Promise.all(Array.from({ length: 45 }, () => one.ask(workspaceId, askAs("ana"))));
  const before = await asks();
  expect(allowed(before)).toBe(10);
  expect(before[0]?.status.limit).toMatchObject({ value: 10, from: "plan" });
  await systemDb().insert(billingAccounts).values({ workspaceId, grantedPlan: "pro" });
  await new Promise((resolve) => setTimeout(resolve, 1_100));
  expect(allowed(await asks())).toBe(30);
});

test("looking takes no place, and tells of a minute that was never used", async () => {
  const { workspaceId } = await makeWorkspace();
  const one = limiterOf(10, 60_000);
  expect(await one.look(workspaceId)).toMatchObject({ remaining: 10, resetMs: 0 });
  await one.ask(workspaceId, askAs("ana"));
  const { remaining, resetMs } = await one.look(workspaceId);
  expect(remaining).toBe(9);
  expect(resetMs).toBeGreaterThan(59_000);
  expect((await one.look(workspaceId)).remaining).toBe(9);
});

test("the row stays small, and goes with its workspace's minute", async () => {
  const { workspaceId } = await makeWorkspace();
  const one = limiterOf(600, 300);
  await Promise.all(Array.from({ length: 600 }, (_, n) => one.ask(workspaceId, askAs(`lane-${n % 20}`))));
  await new Promise((resolve) => setTimeout(resolve, 350));
  await one.ask(workspaceId, askAs("ana"));
  const [row] = await systemDb()
    .select()
    .from(requestMinutes)
    .where(eq(requestMinutes.workspaceId, workspaceId));
  expect(row?.minute).toMatchObject({ lanes: ["ana"], claims: [] });
  expect(row?.minute.taken).toHaveLength(1);
});
