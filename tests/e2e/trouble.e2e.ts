import { randomBytes } from "node:crypto";
import type { Page } from "@playwright/test";
import { eq } from "drizzle-orm";
import { adoptProductEnv } from "./support/product-env.ts";
import { sandbox } from "./support/sandbox.ts";
import { makeConnectedWorkspace, signInAs } from "./support/session-cookie.ts";
import { expect, test } from "./support/test.ts";
import type { Words } from "./support/words.ts";

const jid = "15550104500@c.us";

async function openDesk(page: Page) {
  const slug = `trouble-${randomBytes(4).toString("hex")}`;
  const ownerId = await signInAs(page.context(), `${slug}@example.com`);
  const desk = await makeConnectedWorkspace(ownerId, "Trouble", slug);
  const { tenants } = await sandbox.state();
  const tenant = tenants.find(({ sessions }) => sessions.some(({ id }) => id === desk.sessionId));
  return { ...desk, tenantId: tenant?.id ?? "" };
}

/** Opens the customer's message and answers it. */
async function reply(
  page: Page,
  t: Words,
  desk: { slug: string; sessionId: string },
  words: string,
): Promise<void> {
  await page.goto(`/w/${desk.slug}/inbox`);
  await expect(page.getByTestId("live-state").first()).toContainText(t("shell.live.connected"));
  await sandbox.receive(desk.sessionId, { chatId: jid, name: "Ines", text: `About: ${words}` });
  await page
    .getByTestId("event-row")
    .filter({ hasText: `About: ${words}` })
    .first()
    .click();
  await page.getByTestId("reply-input").fill(words);
  await page.getByTestId("reply-send").click();
}

/** How often a phone got these words from this desk. */
async function timesReceived({ tenantId }: { tenantId: string }, words: string): Promise<number> {
  const { tenants } = await sandbox.state();
  const outbound = tenants
    .filter(({ id }) => id === tenantId)
    .flatMap(({ messages }) => messages)
    .filter((message) => message.direction === "outbound");
  return outbound.filter((message) => JSON.stringify(message).includes(words)).length;
}

async function countChats(workspaceId: string): Promise<number> {
  adoptProductEnv();
  const { systemDb } = await import("#db/client.ts");
  const { chats } = await import("#db/schema/index.ts");
  return systemDb().$count(chats, eq(chats.workspaceId, workspaceId));
}

const answerWith = (page: Page, words: string) => page.getByTestId("answer").filter({ hasText: words });

test("an answer whose confirmation is lost is unknown first, settles by itself, and is sent once", async ({
  page,
  t,
}) => {
  const desk = await openDesk(page);
  const lost = { kind: "timeout_after_work", closeConnection: true, operation: "sendText", times: 1 };
  await sandbox.fault({ ...lost, tenantId: desk.tenantId });
  // The proof comes by webhook; it is late, so that the page has to say that it does not know.
  await sandbox.fault({
    kind: "webhook_delay",
    ms: 4_000,
    operation: "message.sent",
    times: 1,
    tenantId: desk.tenantId,
  });
  await reply(page, t, desk, "We open at nine.");
  await expect(answerWith(page, "We open at nine.")).toHaveAttribute("data-state", "unknown");
  await expect(answerWith(page, "We open at nine.")).toHaveAttribute("data-state", "sent", {
    timeout: 20_000,
  });
  expect(await timesReceived(desk, "We open at nine.")).toBe(1);
});

test("past MoltFlow's rate limit an answer waits, says so, and goes out once", async ({ page, t }) => {
  const desk = await openDesk(page);
  await sandbox.fault({ kind: "rate_limited", operation: "sendText", times: 1, tenantId: desk.tenantId });
  await reply(page, t, desk, "The parcel left today.");
  await expect(answerWith(page, "The parcel left today.")).toHaveAttribute("data-state", "queued");
  await expect(answerWith(page, "The parcel left today.")).toHaveAttribute("data-state", "sent", {
    timeout: 55_000,
  });
  expect(await timesReceived(desk, "The parcel left today.")).toBe(1);
});

test("when MoltFlow fails, the answer does not claim to be sent and nothing is sent twice", async ({
  page,
  t,
}) => {
  const desk = await openDesk(page);
  await sandbox.fault({ kind: "server_error", operation: "sendText", times: 1, tenantId: desk.tenantId });
  await reply(page, t, desk, "Please bring the form.");
  await expect(answerWith(page, "Please bring the form.")).toHaveAttribute("data-state", "unknown");
  expect(await timesReceived(desk, "Please bring the form.")).toBe(0);
});

test("a number that lost its phone says so everywhere, and an answer through it is refused with the way out", async ({
  page,
  t,
}) => {
  const desk = await openDesk(page);
  await page.goto(`/w/${desk.slug}/inbox`);
  await expect(page.getByTestId("live-state").first()).toContainText(t("shell.live.connected"));
  await sandbox.receive(desk.sessionId, { chatId: jid, name: "Ines", text: "Are you there?" });
  const numberRead = page.waitForResponse((response) => response.url().includes("numbers.get"));
  await page.getByTestId("event-row").filter({ hasText: "Are you there?" }).first().click();
  await numberRead;
  await expect(page.getByTestId("reply-input")).toBeVisible();
  await sandbox.drop(desk.sessionId);
  await expect(
    page.getByTestId("event-row").filter({ hasText: t("inbox.types.session_disconnected") }),
  ).toBeVisible();
  await expect(
    page.getByTestId("event-detail").getByRole("link", { name: t("inbox.reply.pairAgain") }),
  ).toBeVisible();
});

test("the live list comes back without gap or repeat after the connection was cut", async ({
  page,
  context,
  t,
}) => {
  const desk = await openDesk(page);
  await page.goto(`/w/${desk.slug}/inbox`);
  await expect(page.getByTestId("live-state").first()).toContainText(t("shell.live.connected"));
  const say = (text: string) => sandbox.receive(desk.sessionId, { chatId: jid, name: "Ines", text });
  await say("one");
  await expect(page.getByTestId("event-row").filter({ hasText: "one" })).toBeVisible();
  await context.setOffline(true);
  await expect(page.getByTestId("live-state").first()).not.toContainText(t("shell.live.connected"), {
    timeout: 40_000,
  });
  await say("two");
  await say("three");
  await context.setOffline(false);
  await expect(page.getByTestId("event-row").filter({ hasText: "three" })).toBeVisible({ timeout: 40_000 });
  const seqs = await page
    .getByTestId("event-row")
    .evaluateAll((rows) => rows.map((row) => Number(row.dataset.seq)));
  expect(seqs).toEqual([...new Set(seqs)].sort((a, b) => b - a));
  expect(seqs.length).toBe((seqs[0] ?? 0) - (seqs.at(-1) ?? 0) + 1);
});

/** Holds back the next page that the browser asks for, once the server has made it. */
async function holdPage(page: Page, path: string) {
  const [made, letGo] = [Promise.withResolvers<void>(), Promise.withResolvers<void>()];
  await page.route(
    (url) => url.pathname === path && url.searchParams.has("_rsc"),
    async (route) => {
      if (route.request().headers()["next-router-prefetch"]) return route.continue();
      const response = await route.fetch();
      made.resolve();
      await letGo.promise;
      return route.fulfill({ response });
    },
  );
  return { made: made.promise, letGo: letGo.resolve };
}

test("what a customer writes while a page is on its way stands on it", async ({ page, t }) => {
  const desk = await openDesk(page);
  await page.goto(`/w/${desk.slug}/inbox`);
  await expect(page.getByTestId("live-state").first()).toContainText(t("shell.live.connected"));
  const chatsPath = `/w/${desk.slug}/chats`;
  const held = await holdPage(page, chatsPath);
  await page.locator(`nav a[href="${chatsPath}"]`).first().click();
  await held.made;
  await sandbox.receive(desk.sessionId, { chatId: jid, name: "Ines", text: "Just now" });
  await expect.poll(() => countChats(desk.workspaceId)).toBe(1);
  held.letGo();
  // By itself, that is: before the sweep, which finds what was missed within fifteen seconds.
  await expect(page.getByTestId("chat-row").filter({ hasText: "Just now" })).toBeVisible({ timeout: 5_000 });
});

test("answering works by keyboard alone", async ({ page, t }) => {
  const desk = await openDesk(page);
  await page.goto(`/w/${desk.slug}/inbox`);
  await expect(page.getByTestId("live-state").first()).toContainText(t("shell.live.connected"));
  await sandbox.receive(desk.sessionId, { chatId: jid, name: "Ines", text: "Only keys, please" });
  const row = page.getByTestId("event-row").filter({ hasText: "Only keys, please" });
  await expect(row).toBeVisible();
  await row.focus();
  await page.keyboard.press("Enter");
  await expect(page.getByTestId("event-detail")).toContainText("Only keys, please");
  await page.getByTestId("reply-input").focus();
  await page.keyboard.type("Typed without a mouse");
  await page.keyboard.press("ControlOrMeta+Enter");
  await expect(answerWith(page, "Typed without a mouse")).toHaveAttribute("data-state", "sent", {
    timeout: 20_000,
  });
  // The first leaves the text, the second the event.
  await page.keyboard.press("Escape");
  await page.keyboard.press("Escape");
  await expect(page.getByTestId("event-detail")).toHaveCount(0);
});
