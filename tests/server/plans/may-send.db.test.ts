import "./sold.ts";
import { eq } from "drizzle-orm";
import { afterAll, beforeAll, beforeEach, expect, test } from "vitest";
import { systemDb } from "#db/client.ts";
import { billingAccounts, numbers, subscriptions } from "#db/schema/index.ts";
import { type RunningSandbox, startMoltflowSandbox } from "#sandbox/moltflow/server.ts";
import { changeGroup, pauseGroup } from "#server/groups/change-group.ts";
import { changePeople } from "#server/groups/change-people.ts";
import { unwatchGroup } from "#server/groups/unwatch-group.ts";
import { createLabel } from "#server/labels/create-label.ts";
import { sendScheduledNow } from "#server/messages/later/change-scheduled.ts";
import { resendMessage } from "#server/messages/resend-message.ts";
import { makeWatched } from "#tests/server/groups/fixtures.ts";
import { received, storeEvent } from "#tests/server/inbox/fixtures.ts";
import {
  chatOf,
  type Desk,
  makeDesk,
  ownerOf,
  readRow,
  runSendJobs,
  send,
  sendTo,
} from "#tests/server/messages/fixtures.ts";
import { makeLater } from "#tests/server/messages/later-fixtures.ts";
import { callerOf } from "#tests/support/callers.ts";
import { makeInbox } from "#tests/support/factories.ts";
import { setPlan } from "#tests/support/plans.ts";
import { operator } from "./fixtures.ts";

let sandbox: RunningSandbox;
let desk: Desk;
beforeAll(async () => {
  sandbox = await startMoltflowSandbox({ port: 0, allowPrivateUrls: true });
});
afterAll(() => sandbox.close());
beforeEach(async () => {
  desk = await makeDesk(sandbox);
});

/** What Stripe would have said of the workspace's subscription. */
const setStatus = (workspaceId: string, status: string) =>
  systemDb()
    .insert(billingAccounts)
    .values({ workspaceId, status, plan: "pro", seats: 5 })
    .onConflictDoUpdate({ target: billingAccounts.workspaceId, set: { status, plan: "pro", seats: 5 } });

const freeze = () =>
  systemDb().update(numbers).set({ frozenAt: new Date() }).where(eq(numbers.id, desk.number.id));

const reasonOf = (act: Promise<unknown>) =>
  act.then(
    () => "done",
    (error: { reason?: string }) => error.reason,
  );

test("an unpaid workspace sends nothing, new or again or later; what arrives is stored, exports stay open", async () => {
  const later = await makeLater(desk);
  const { id } = await later.schedule();
  const queued = await send(desk);
  await setStatus(desk.workspaceId, "unpaid");
  expect(await reasonOf(send(desk))).toBe("plan.read_only");
  expect(await reasonOf(sendTo(desk, await chatOf(desk)))).toBe("plan.read_only");
  expect(await reasonOf(later.schedule())).toBe("plan.read_only");
  expect(await reasonOf(sendScheduledNow(desk.workspaceId, id, ownerOf(desk)))).toBe("plan.read_only");
  expect(await reasonOf(createLabel(desk.workspaceId, { name: "VIP", color: "#ff6b35" }, operator))).toBe(
    "plan.read_only",
  );
  await runSendJobs(desk);
  expect(await readRow(queued.id)).toMatchObject({ state: "failed", cause: "read_only" });
  expect(await reasonOf(resendMessage(desk.workspaceId, queued.id, ownerOf(desk)))).toBe("plan.read_only");
  await later.itIsTime(id);
  expect(await later.read(id)).toMatchObject({ state: "failed", reason: "read_only" });
  expect(await later.noticesOf(desk.ownerId)).toHaveLength(1);

  const inbox = await makeInbox(desk.workspaceId);
  expect((await storeEvent(desk.workspaceId, inbox.id, received("s", "Hi"))).seq).toBeGreaterThan(0);
  const api = await callerOf(desk.owner);
  await api.data.exportWorkspace({ workspace: desk.slug, format: "json" });
});

test("once it is paid, what failed can be sent again, as the same message", async () => {
  const queued = await send(desk);
  await setStatus(desk.workspaceId, "unpaid");
  await runSendJobs(desk);
  await setStatus(desk.workspaceId, "active");
  expect(await resendMessage(desk.workspaceId, queued.id, ownerOf(desk))).toMatchObject({ state: "queued" });
  await runSendJobs(desk);
  expect(await readRow(queued.id)).toMatchObject({ state: "sent", cause: null });
});

test("a payment that is late for less than the patience stops nothing", async () => {
  await setStatus(desk.workspaceId, "past_due");
  await systemDb()
    .update(billingAccounts)
    .set({ pastDueSince: new Date() })
    .where(eq(billingAccounts.workspaceId, desk.workspaceId));
  expect(await reasonOf(send(desk))).toBe("done");
});

test("a frozen number sends nothing, and what was accepted once stays accepted", async () => {
  const key = { idempotencyKey: "the-same-click-of-a-tab" };
  const first = await send(desk, key);
  await freeze();
  expect(await reasonOf(send(desk))).toBe("plan.number_frozen");
  expect((await send(desk, key)).id).toBe(first.id);
  await runSendJobs(desk);
  expect(await readRow(first.id)).toMatchObject({ state: "failed", cause: "number_frozen" });
});

test("groups of an unpaid workspace are not changed, but what sends by itself can be ended", async () => {
  const { workspaceId, group } = await makeWatched(sandbox);
  await setStatus(workspaceId, "unpaid");
  const people = { groupId: group.id, people: ["+15550100000"] };
  expect(await reasonOf(changePeople(workspaceId, "add", people, operator))).toBe("plan.read_only");
  const mode = { groupId: group.id, mode: "all" as const };
  expect(await reasonOf(changeGroup(workspaceId, mode, operator))).toBe("plan.read_only");
  const pause = (isActive: boolean) => pauseGroup(workspaceId, { groupId: group.id, isActive }, operator);
  expect(await reasonOf(pause(false))).toBe("done");
  expect(await reasonOf(pause(true))).toBe("plan.read_only");
  expect(await reasonOf(unwatchGroup(workspaceId, group.id, operator))).toBe("done");
});

test("who pays nothing is on Free, and the refusal names the plan that has more", async () => {
  const api = await callerOf(desk.owner);
  const rule = {
    ...{ workspace: desk.slug, name: "More", audience: { kind: "everyone" as const }, filter: {} },
    ...{ inApp: true, push: false, mail: "none" as const, urgent: false, enabled: true },
  };
  const there = await systemDb().$count(subscriptions, eq(subscriptions.workspaceId, desk.workspaceId));
  for (let made = there; made < 20; made += 1) await api.subscriptions.create(rule);
  await expect(api.subscriptions.create(rule)).rejects.toMatchObject({
    cause: {
      reason: "plan.limit_reached_plan",
      params: { limit: "subscriptions", used: 20, value: 20, plan: "free", next: "starter" },
    },
  });
  await setPlan(desk.workspaceId, "starter");
  await api.subscriptions.create(rule);
});
