import { afterAll, beforeEach, expect, it, vi } from "vitest";
import { systemDb } from "#db/client.ts";
import { members } from "#db/schema/index.ts";
import { forgetCatalog } from "#server/billing/catalog.ts";
import { answerStripe } from "#server/billing/index.ts";
import { mailPayment } from "#server/billing/jobs.ts";
import { readBilling, readBillingNews } from "#server/billing/reads.ts";
import { takeJobs } from "#tests/server/inbox/fixtures.ts";
import { makeUser, makeWorkspace } from "#tests/support/factories.ts";
import { outbox } from "#tests/support/outbox.ts";
import { closeDesk, control } from "./desk.ts";
import { subscribe } from "./scenarios.ts";
import { settledAccount } from "./sent.ts";

vi.mock("#server/mail/index.ts", async (original) =>
  (await import("#tests/support/outbox.ts")).keepMails(original),
);

beforeEach(() => {
  control.reset();
  forgetCatalog();
  outbox.length = 0;
});
afterAll(closeDesk);

/** Runs what waits, and what that leaves behind: first who is to hear of it, then each of them. */
async function runMails(workspaceId: string): Promise<void> {
  for (let round = 0; round < 2; round += 1) {
    const jobs = await takeJobs(workspaceId, mailPayment.name);
    // The one for when the patience has ended is not due.
    for (const { payload } of jobs.filter(({ runAt }) => runAt <= new Date()))
      await mailPayment.run(mailPayment.payload.parse(payload));
  }
}

async function missPayment() {
  const place = await makeWorkspace();
  const [agent, payer] = [await makeUser(), await makeUser()];
  const { workspaceId } = place;
  await systemDb()
    .insert(members)
    .values([
      { workspaceId, userId: agent.id, role: "agent" },
      { workspaceId, userId: payer.id, role: "billing" },
    ]);
  await subscribe(place, { plan: "pro", seats: 3 });
  const { customerId } = await settledAccount(place);
  control.failNextCharges({ customer: customerId ?? "", times: 1 });
  await control.advance({ days: 32 });
  await settledAccount(place);
  return { place, customer: customerId ?? "", payer };
}

it("is told to whoever looks after the bills, once each, and stands on every page", async () => {
  const { place, payer } = await missPayment();
  expect(await readBillingNews(place.workspaceId)).toMatchObject({ kind: "grace" });
  await runMails(place.workspaceId);
  expect(outbox.map(({ to }) => to).sort()).toEqual([place.owner.email, payer.email].sort());
  expect(outbox[0]?.text).toContain(`/w/${place.slug}/settings/billing`);
});

it("is no news once it was made, and everything is as before", async () => {
  const { place, customer } = await missPayment();
  control.portal.newCard(customer, "4242424242424242");
  await settledAccount(place);
  await runMails(place.workspaceId);
  expect(outbox).toEqual([]);
  expect(await readBilling(place.workspaceId)).toMatchObject({ plan: "pro", access: "full" });
  expect(await readBillingNews(place.workspaceId)).toBeNull();
});

it("our door takes no more than an event of Stripe has", async () => {
  const ask = (headers: Record<string, string>, body: BodyInit) =>
    answerStripe(new Request("http://localhost/api/stripe/webhook", { method: "POST", headers, body }));
  const large = "x".repeat(600 * 1024);
  expect((await ask({ "stripe-signature": "t=1,v1=0" }, large)).status).toBe(400);
  expect((await ask({ "content-length": String(10_000_000) }, "x")).status).toBe(400);
});
