import { randomBytes } from "node:crypto";
import type { Page } from "@playwright/test";
import { watchTrouble } from "./support/page-trouble.ts";
import { sandbox } from "./support/sandbox.ts";
import { addWorkingNumber, makeConnectedWorkspace, signInAs } from "./support/session-cookie.ts";
import { moveClock, payWith } from "./support/stripe.ts";
import { expect, test } from "./support/test.ts";
import type { Words } from "./support/words.ts";

const goodCard = "4242 4242 4242 4242";
const declinedCard = "4000 0000 0000 0002";
const customer = "15550104333@c.us";

const plan = (page: Page) => page.getByTestId("current-plan");
const limit = (page: Page, name: string) => page.getByTestId(`limit-${name}`);

/** Other members of the workspace make all the requests that its minute has. */
async function useMinuteUp(workspaceId: string, requests: number): Promise<void> {
  const { limiter } = await import("#server/limiter/index.ts");
  for (let made = 0; made < requests; made += 1) {
    await limiter().ask(workspaceId, { lane: "a colleague", class: "program", graceMs: 0 });
  }
}

/** Chooses a plan and goes on to Stripe's page. */
async function choosePro(page: Page, t: Words, slug: string, seats: number) {
  await page.goto(`/w/${slug}/settings/billing`);
  await page.getByLabel(t("billing.picker.seats"), { exact: true }).fill(String(seats));
  await page.getByTestId("offer-pro").getByRole("button").click();
  const dialog = page.getByTestId("confirm-purchase");
  await expect(dialog.getByTestId("cost")).toBeVisible();
  await dialog.getByRole("button", { name: t("billing.confirm.go") }).click();
  await expect(page.getByLabel("Card number")).toBeVisible();
}

async function invite(page: Page, t: Words, email: string) {
  await page.getByTestId("invite").click();
  const dialog = page.getByRole("dialog");
  await dialog.getByRole("textbox").first().fill(email);
  await dialog.getByRole("button", { name: t("members.invite.send") }).click();
  return dialog;
}

test("from Free to Pro with a declined and a good card, to the end of the plan with nothing lost, and back", async ({
  page,
  t,
}) => {
  test.slow();
  const trouble = watchTrouble(page);
  const slug = `paying-${randomBytes(4).toString("hex")}`;
  const ownerId = await signInAs(page.context(), `${slug}@example.com`);
  const desk = await makeConnectedWorkspace(ownerId, "Paying", slug, "free");

  await test.step("Free has ten requests a minute, and says so when they are used up", async () => {
    await page.goto(`/w/${slug}/settings/billing`);
    await expect(plan(page)).toHaveAttribute("data-plan", "free");
    await expect(limit(page, "requestsPerMinute")).toHaveAttribute("data-value", "10");
    await useMinuteUp(desk.workspaceId, 10);
    await page.goto(`/w/${slug}/settings/connection`);
    await page.getByRole("button", { name: t("connection.overview.test") }).click();
    await expect(page.getByRole("button", { name: t("errors.limit.more") })).toBeVisible({ timeout: 20_000 });
    await expect(page.getByTestId("countdown")).toBeVisible();
  });

  await test.step("a declined card changes nothing, a good one gives Pro at once", async () => {
    await choosePro(page, t, slug, 3);
    await payWith(page, declinedCard);
    await expect(page.getByText(/declined/).first()).toBeVisible();
    await payWith(page, goodCard);
    await expect(page).toHaveURL(new RegExp(`/w/${slug}/settings/billing`));
    await expect(page.getByTestId("returned")).toContainText(
      t("billing.returned.paid", { plan: t("billing.plans.pro") }),
    );
    await expect(plan(page)).toHaveAttribute("data-plan", "pro");
    await expect(limit(page, "requestsPerMinute")).toHaveAttribute("data-value", "40");
    await expect(limit(page, "members")).toHaveAttribute("data-value", "3");
  });

  await test.step("there is a seat for two more people, and none for a third", async () => {
    await page.goto(`/w/${slug}/settings/members`);
    for (const name of ["ana", "ben"]) {
      await expect(await invite(page, t, `${name}-${slug}@example.com`)).toBeHidden();
      await expect(page.getByText(`${name}-${slug}@example.com`).first()).toBeVisible();
    }
    await expect(page.getByTestId("room-members")).toContainText(t("common.room.full.plan"));
  });

  const second = await addWorkingNumber(desk.workspaceId, "Second desk");
  const third = await addWorkingNumber(desk.workspaceId, "Third desk");

  await test.step("cancelled in the portal, it goes on until what is paid ends", async () => {
    await page.goto(`/w/${slug}/settings/billing`);
    await page.getByRole("button", { name: t("billing.current.cancel") }).click();
    await page.getByRole("button", { name: "Cancel the subscription" }).click();
    await expect(page).toHaveURL(new RegExp(`/w/${slug}/settings/billing`));
    await expect(page.getByTestId("ends")).toBeVisible();
    await expect(plan(page)).toHaveAttribute("data-plan", "pro");
  });

  await test.step("then the newest numbers are frozen, and what arrives through them is still stored", async () => {
    await moveClock({ days: 16 });
    await expect(async () => {
      await page.reload();
      await expect(plan(page)).toHaveAttribute("data-plan", "free", { timeout: 2_000 });
    }).toPass();
    await expect(page.getByTestId("billing-banner")).toBeVisible();
    const numbers = page.getByTestId("frozen").getByTestId("frozen-item");
    await expect(numbers).toHaveCount(3);
    await expect(numbers.filter({ hasText: "Second desk" })).toHaveAttribute("data-frozen", "true");
    await expect(numbers.filter({ hasText: "Third desk" })).toHaveAttribute("data-frozen", "true");
    await page.goto(`/w/${slug}/inbox`);
    for (const { sessionId } of [second, third]) {
      const text = `To ${sessionId}`;
      await sandbox.receive(sessionId, { chatId: customer, name: "Ines", text });
      await expect(page.getByTestId("event-row").filter({ hasText: text })).toBeVisible();
    }
  });

  await test.step("paid again, all is as it was", async () => {
    await choosePro(page, t, slug, 3);
    await payWith(page, goodCard);
    await expect(page).toHaveURL(new RegExp(`/w/${slug}/settings/billing`));
    await expect(plan(page)).toHaveAttribute("data-plan", "pro");
    await expect(page.getByTestId("frozen")).toHaveCount(0);
    await expect(page.getByTestId("invoices").getByRole("row").nth(1)).toBeVisible();
  });
  expect(trouble).toEqual([]);
});
