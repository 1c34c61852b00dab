import { randomBytes } from "node:crypto";
import type { Browser, Page } from "@playwright/test";
import { watchTrouble } from "./support/page-trouble.ts";
import { adoptProductEnv } from "./support/product-env.ts";
import { sandbox } from "./support/sandbox.ts";
import { makeConnectedWorkspace, signInAs } from "./support/session-cookie.ts";
import { expect, test } from "./support/test.ts";

const customer = "15550104777@c.us";
const tag = randomBytes(3).toString("hex");
const slug = `together-${tag}`;

const rowWith = (page: Page, text: string) => page.getByTestId("chat-row").filter({ hasText: text });
const messageWith = (page: Page, text: string) => page.getByTestId("message").filter({ hasText: text });
const send = (page: Page) => page.keyboard.press("ControlOrMeta+Enter");

/** Everything that the strip ever showed, as it was shown. */
async function watchBudget(page: Page) {
  await page.addInitScript(() => {
    const shown: string[] = [];
    Object.assign(window, { shownBudgets: shown });
    new MutationObserver(() => {
      for (const { textContent } of document.querySelectorAll("aside [data-testid=budget-used]")) {
        if (textContent && shown.at(-1) !== textContent) shown.push(textContent);
      }
    }).observe(document, { subtree: true, childList: true, characterData: true });
  });
  return () => page.evaluate(() => (window as unknown as { shownBudgets: string[] }).shownBudgets);
}

async function join(workspaceId: string, userId: string) {
  adoptProductEnv();
  const { systemDb } = await import("#db/client.ts");
  const { members } = await import("#db/schema/index.ts");
  await systemDb().insert(members).values({ workspaceId, userId, role: "agent" });
}

async function startAgain(workspaceId: string, sessionId: string) {
  adoptProductEnv();
  const { listNumbers } = await import("#server/numbers/index.ts");
  const { moveNumber } = await import("#server/numbers/move-number.ts");
  const { inTenant } = await import("#db/tenant.ts");
  const [number] = await inTenant(workspaceId, (tx) => listNumbers(tx, workspaceId));
  await moveNumber(workspaceId, number?.id ?? "", "start", { kind: "operator" });
  await expect
    .poll(async () => {
      const { tenants } = await sandbox.state();
      return tenants.flatMap(({ sessions }) => sessions).find(({ id }) => id === sessionId)?.status;
    })
    .toBe("qr_code");
  await sandbox.scan(sessionId);
}

async function openColleague(browser: Browser) {
  // The journey runs by test ids and keys, so that it is the same in every language.
  const context = await browser.newContext({ locale: "zh-CN" });
  const page = await context.newPage();
  const userId = await signInAs(context, `ben-${tag}@example.com`);
  return { page, userId };
}

/** How often the customer's phone got each of our messages. */
async function arrived(tenantId: string): Promise<Record<string, number>> {
  const { tenants } = await sandbox.state();
  const ours = tenants.find(({ id }) => id === tenantId)?.messages ?? [];
  const texts = ours.filter(({ direction }) => direction === "outbound").map(({ text }) => text);
  return Object.fromEntries(
    Object.entries(Object.groupBy(texts, (text) => text)).map(([t, all]) => [t, all?.length ?? 0]),
  );
}

test("two people work one number while MoltFlow doubles, reorders, refuses and drops: one truth, nobody answers twice unwarned, nothing is sent twice", async ({
  page: ana,
  browser,
}) => {
  test.slow();
  const ownerId = await signInAs(ana.context(), `ana-${tag}@example.com`);
  const desk = await makeConnectedWorkspace(ownerId, "Together", slug);
  const { page: ben, userId } = await openColleague(browser);
  await join(desk.workspaceId, userId);
  const both = [ana, ben];
  const budgets = await Promise.all(both.map(watchBudget));
  const troubles = both.map(watchTrouble);
  const { tenantId, sessionId } = desk;
  await sandbox.fault({ kind: "webhook_duplicate", tenantId, rate: 0.5 });
  await sandbox.fault({ kind: "webhook_reorder", tenantId, rate: 0.5, holdMs: 500 });
  await sandbox.fault({ kind: "webhook_delay", tenantId, rate: 0.3, ms: 400 });

  await test.step("what the customer writes stands once on both screens, by keys", async () => {
    for (const page of both) await page.goto(`/w/${slug}/chats`);
    const words = ["One lamp", "Two chairs", "Three tables", "Four rugs", "Five beds"];
    for (const text of words) await sandbox.receive(sessionId, { chatId: customer, name: "Ines", text });
    for (const page of both) {
      await expect(rowWith(page, "15550104777")).toBeVisible();
      await page.keyboard.press("j");
      await page.keyboard.press("Enter");
      await expect(page.getByTestId("message")).toHaveCount(words.length);
      for (const text of words) await expect(messageWith(page, text)).toHaveCount(1);
    }
  });

  await test.step("while one writes, the other sees it; the second answer is held back and says why", async () => {
    await ana.keyboard.press("r");
    await ana.keyboard.type("The lamp is ready.");
    await expect(ben.getByTestId("presence")).toHaveAttribute("data-state", "writing");
    await ben.keyboard.press("r");
    await ben.keyboard.type("We have two lamps.");
    // A refusal for its moment, then the limit itself: both are waited for, neither is answered with a second send.
    await sandbox.fault({
      kind: "rate_limited",
      tenantId,
      operation: "sendText",
      times: 1,
      remaining: 3,
      resetAfterMs: 1_500,
    });
    await send(ana);
    await expect(messageWith(ben, "The lamp is ready.")).toHaveCount(1);
    await send(ben);
    await expect(ben.getByTestId("thread-changed")).toBeVisible();
    await expect(ben.getByTestId("composer-input")).toHaveValue("We have two lamps.");
    expect(await arrived(tenantId)).not.toHaveProperty("We have two lamps.");
    await ben.getByTestId("changed-anyway").press("Enter");
    for (const page of both) {
      for (const text of ["The lamp is ready.", "We have two lamps."]) {
        await expect(messageWith(page, text)).toHaveCount(1);
        await expect(messageWith(page, text)).toHaveAttribute("data-status", /sent|delivered|read/, {
          timeout: 30_000,
        });
      }
    }
    expect(await arrived(tenantId)).toMatchObject({ "The lamp is ready.": 1, "We have two lamps.": 1 });
  });

  await test.step("a drop closes both composers, and coming back opens them", async () => {
    await sandbox.drop(sessionId);
    for (const page of both) await expect(page.getByTestId("composer-blocked")).toBeVisible();
    await startAgain(desk.workspaceId, sessionId);
    for (const page of both) await expect(page.getByTestId("composer-input")).toBeVisible();
    await sandbox.receive(sessionId, { chatId: customer, name: "Ines", text: "Are you back?" });
    for (const page of both) await expect(messageWith(page, "Are you back?")).toHaveCount(1);
  });

  await test.step("one resolves it, and it is resolved for both", async () => {
    await ana.getByTestId("thread").focus();
    await ana.keyboard.press("e");
    for (const page of both) await expect(page.getByTestId("reopen")).toBeVisible();
  });

  await test.step("the strip never showed more than the plan", async () => {
    const shown = (await Promise.all(budgets.map((read) => read()))).flat();
    expect(shown.length).toBeGreaterThan(0);
    for (const text of shown) {
      const [used = Number.NaN, limit = Number.NaN] = text.match(/\d+/g)?.map(Number) ?? [];
      expect(used, text).toBeLessThanOrEqual(limit);
      expect(limit, text).toBe(40);
    }
  });
  expect(troubles).toEqual([[], []]);
});
