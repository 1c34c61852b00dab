import { beforeEach, expect, test } from "vitest";
import { systemDb } from "#db/client.ts";
import { billingAccounts } from "#db/schema/index.ts";
import { readStatus } from "#server/budget/reads.ts";
import { callMoltflow, turnOf } from "#server/connections/index.ts";
import { withinMinute } from "#server/connections/within-minute.ts";
import { DomainError } from "#server/core/errors.ts";
import { newId } from "#server/core/ids.ts";
import { limiter } from "#server/limiter/index.ts";
import { BudgetWait, MoltflowError, type TakeTurn, type Turn } from "#server/moltflow/index.ts";
import { makeConnectedNumber, makeWorkspace } from "#tests/support/factories.ts";
import { askAs, sellPlans } from "./fixtures.ts";

sellPlans();

let workspaceId: string;
beforeEach(async () => {
  ({ workspaceId } = await makeWorkspace());
  // MoltFlow would allow forty; the plan of a new workspace allows ten.
  await makeConnectedNumber(workspaceId);
});

const remaining = async () => (await limiter().look(workspaceId)).remaining;
const fill = (calls = 10) =>
  Promise.all(Array.from({ length: calls }, () => limiter().ask(workspaceId, askAs("somebody"))));
const send: Turn = { class: "send", member: "ana" };
const call = { operation: "listSessions", url: "http://127.0.0.1:9/sessions" } as const;
const goes: TakeTurn = async () => async () => undefined;

test("a person's call takes a place, before it stands in the account's line", async () => {
  await withinMinute(workspaceId, send, goes)(call);
  expect(await remaining()).toBe(9);
});

test("a call that found no turn in the line was not made, and counts for nothing", async () => {
  const never: TakeTurn = () => Promise.reject(new BudgetWait(Date.now() + 30_000));
  await expect(withinMinute(workspaceId, send, never)(call)).rejects.toBeInstanceOf(BudgetWait);
  expect(await remaining()).toBe(10);
});

test("a call by token was counted at the door; what its client asks beyond that is not free", async () => {
  const turn = turnOf({ kind: "token", tokenId: newId(), userId: null }, "read");
  const takeTurn = withinMinute(workspaceId, turn, goes);
  await takeTurn(call);
  expect(await remaining()).toBe(10);
  await takeTurn(call);
  expect(await remaining()).toBe(9);
});

test("a person is refused with the limiter's reason, and a job may come again then", async () => {
  await fill();
  const startMs = Date.now();
  const refused = await callMoltflow(workspaceId, send, (client) => client.listSessions()).catch(
    (error: unknown) => error,
  );
  // Nothing can change within the time that a person waits, so they do not.
  expect(Date.now() - startMs).toBeLessThan(4_000);
  if (!(refused instanceof DomainError)) throw new Error("It was not refused.", { cause: refused });
  expect(refused).toMatchObject({ code: "limited", reason: "limit.workspace_plan" });
  expect(refused.limited).toMatchObject({ limiter: "workspace_plan", quota: { limit: 10, remaining: 0 } });
  expect(refused.retryAfterMs).toBeGreaterThan(50_000);
  expect(refused.cause).toBeInstanceOf(MoltflowError);
  expect(refused.cause).toMatchObject({ kind: "budget_wait", outcome: "not_done" });
  const retryAtMs = (refused.cause as MoltflowError).retryAtMs ?? 0;
  expect(Math.abs(retryAtMs - Date.now() - (refused.retryAfterMs ?? 0))).toBeLessThan(2_000);
});

test("Moltdesk's own work waits a moment only, and leaves a place for people", async () => {
  await fill(9);
  const sync: Turn = { class: "sync", member: null };
  const startMs = Date.now();
  await expect(withinMinute(workspaceId, sync, goes)(call)).rejects.toBeInstanceOf(BudgetWait);
  expect(Date.now() - startMs).toBeLessThan(2_000);
  await withinMinute(workspaceId, send, goes)(call);
  expect(await remaining()).toBe(0);
});

test("the strip shows the smaller limit, and whose it is", async () => {
  await fill(4);
  expect(await readStatus(workspaceId, null)).toMatchObject({
    ...{ perMinute: 10, limitedBy: "plan", used: 4, left: 6, reason: null },
  });
  await fill(6);
  expect(await readStatus(workspaceId, null)).toMatchObject({ left: 0, reason: "full" });
  await systemDb().insert(billingAccounts).values({ workspaceId, grantedPlan: "business" });
  expect(await readStatus(workspaceId, null)).toMatchObject({
    perMinute: 40,
    limitedBy: "moltflow",
    used: 0,
  });
});
