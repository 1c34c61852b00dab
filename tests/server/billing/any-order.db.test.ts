import { eq } from "drizzle-orm";
import fc from "fast-check";
import { afterAll, beforeAll, beforeEach, describe, expect, it } from "vitest";
import { systemDb } from "#db/client.ts";
import { billingAccounts, stripeEvents } from "#db/schema/index.ts";
import { forgetCatalog } from "#server/billing/catalog.ts";
import { reconcileBilling } from "#server/billing/jobs.ts";
import { syncBilling } from "#server/billing/sync-billing.ts";
import { makeWorkspace } from "#tests/support/factories.ts";
import { closeDesk, control } from "./desk.ts";
import { accountOf, ends, type Place, scenarios } from "./scenarios.ts";
import { deliver } from "./sent.ts";

type Account = Awaited<ReturnType<typeof accountOf>>;

/** What follows from Stripe alone: not when we looked, nor how often something changed on the way. */
function told({ syncedAt: _, version: __, kept: ___, spans: ____, ...account }: Account) {
  return account;
}

afterAll(closeDesk);

/** What the row is when Stripe is asked now. */
async function truth({ workspaceId }: Place) {
  await syncBilling((await accountOf(workspaceId)).customerId ?? "");
  return told(await accountOf(workspaceId));
}

describe("with events shuffled, doubled and lost on their way, the row ends as Stripe says", () => {
  beforeEach(() => {
    control.reset();
    forgetCatalog();
    control.setRetriesEndWith("cancel");
  });

  it.each(Object.keys(scenarios))("%s", async (name) => {
    const place = await makeWorkspace();
    control.webhooks.shuffle(name.length);
    control.webhooks.duplicate(true);
    await scenarios[name]?.(place);
    await control.webhooks.settled({ retries: true });
    const row = told(await accountOf(place.workspaceId));
    expect(row).toEqual(await truth(place));
    expect(row).toMatchObject(ends[name] ?? {});
  });
});

describe("any order of what was sent", () => {
  type Told = { name: string; place: Place; bodies: string[]; blank: Account; end: ReturnType<typeof told> };
  const lives: Told[] = [];

  // All lives go on at one stand-in, one after the other, so that each can be told again and again.
  beforeAll(async () => {
    control.reset();
    forgetCatalog();
    for (const [name, live] of Object.entries(scenarios)) {
      const place = await makeWorkspace();
      const before = control.events().length;
      control.setRetriesEndWith("cancel");
      await live(place);
      await control.webhooks.settled({ retries: true });
      const bodies = control
        .events()
        .slice(before)
        .map((event) => JSON.stringify(event, null, 2));
      const account = await accountOf(place.workspaceId);
      // Only what cannot be told anew: who the customer is, and that there was a trial before.
      const { workspaceId, customerId, trialUsedAt, createdAt } = account;
      const blank = { workspaceId, customerId, trialUsedAt, createdAt } as Account;
      lives.push({ name, place, bodies, blank, end: {} as ReturnType<typeof told> });
    }
    for (const life of lives) life.end = await truth(life.place);
  }, 120_000);

  async function tellAnew({ place, blank }: Told) {
    await systemDb().delete(billingAccounts).where(eq(billingAccounts.workspaceId, place.workspaceId));
    await systemDb().insert(billingAccounts).values(blank);
    await systemDb().delete(stripeEvents);
  }

  it("in 200 of them, with doubles and losses, ends in Stripe's state", async () => {
    const order = fc.record({
      life: fc.nat(Object.keys(scenarios).length - 1),
      /** For each delivery which of the events it is: some come twice, some never. */
      picks: fc.array(fc.nat(1_000), { minLength: 1, maxLength: 6 }),
    });
    await fc.assert(
      fc.asyncProperty(order, async ({ life, picks }) => {
        const told_ = lives[life];
        if (!told_) throw new Error("There is no such life.");
        await tellAnew(told_);
        for (const pick of picks) await deliver(told_.bodies[pick % told_.bodies.length] ?? "");
        // What never came is found at night.
        await reconcileBilling.run({});
        expect(told(await accountOf(told_.place.workspaceId))).toEqual(told_.end);
      }),
      { numRuns: 200 },
    );
  }, 240_000);
});
