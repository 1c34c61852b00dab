import { randomBytes } from "node:crypto";
import type { Page } from "@playwright/test";
import { chooseLocale } from "#app/_lib/i18n/locales.ts";
import { addresses } from "./support/addresses.ts";
import { watchTrouble } from "./support/page-trouble.ts";
import { adoptProductEnv } from "./support/product-env.ts";
import { sandbox } from "./support/sandbox.ts";
import { signIn } from "./support/sign-in-by-mail.ts";
import { expect, test } from "./support/test.ts";

const tag = randomBytes(3).toString("hex");
const name = `Quay Street Lettings ${tag}`;
const slug = `quay-street-lettings-${tag}`;

/** Opens the newest event with these words and answers it; resolves when it is sent. */
async function answer(page: Page, words: string, reply: string): Promise<void> {
  await page.getByTestId("event-row").filter({ hasText: words }).first().click();
  await expect(page.getByTestId("event-detail")).toContainText(words);
  await page.getByTestId("reply-input").fill(reply);
  await page.getByTestId("reply-send").click();
  await expect(page.getByTestId("answer").filter({ hasText: reply })).toHaveAttribute("data-state", "sent", {
    timeout: 20_000,
  });
}

/** The conversation as the contact sees it, on the sandbox's page. */
async function expectOnPhone(page: Page, sessionId: string, jid: string, words: string): Promise<void> {
  const phone = await page.context().newPage();
  await phone.goto(`${addresses().sandbox}/sessions/${sessionId}?chat=${encodeURIComponent(jid)}`);
  await expect(phone.getByTestId("phone-message").filter({ hasText: words })).toBeVisible();
  await phone.close();
}

/** The demo's number at MoltFlow; other journeys have tenants of their own. */
async function sessionOfDemo(): Promise<{ id: string }> {
  const { eq } = await import("drizzle-orm");
  const { systemDb } = await import("#db/client.ts");
  const { numbers, workspaces } = await import("#db/schema/index.ts");
  const [number] = await systemDb()
    .select({ id: numbers.sessionId })
    .from(numbers)
    .innerJoin(workspaces, eq(workspaces.id, numbers.workspaceId))
    .where(eq(workspaces.slug, "demo-clinic"));
  if (!number) throw new Error("The demo has no number.");
  return number;
}

test("the demo owner follows the printed link, sees events arrive live, and answers one", async ({
  page,
  t,
}) => {
  adoptProductEnv();
  const { seedDemo } = await import("#scripts/seed-demo.ts");
  const link = await seedDemo();
  const trouble = watchTrouble(page);

  await page.goto(link);
  await expect(page).toHaveURL(/\/w\/demo-clinic\/inbox/);
  await expect(page.getByTestId("live-state").first()).toContainText(t("shell.live.connected"));
  // Nobody reloads: people write every few seconds, and their events come in by themselves.
  await expect(page.getByTestId("event-row").nth(2)).toBeVisible({ timeout: 30_000 });

  const session = await sessionOfDemo();
  // Both projects write to the same demo, each as somebody else.
  const jid = `1555${String(Number.parseInt(tag, 16) % 10_000_000).padStart(7, "0")}@c.us`;
  await sandbox.receive(session.id, { chatId: jid, name: "Maya", text: "Is Dr Osei in on Friday?" });
  await answer(page, "Is Dr Osei in on Friday?", "Yes, from nine. Shall I book you in?");
  await expectOnPhone(page, session.id, jid, "Shall I book you in?");

  // The link was good once.
  await page.context().clearCookies();
  await page.goto(link);
  await expect(page).toHaveURL(/sign-in\/error/);
  expect(trouble).toEqual([]);
});

/** The language in which this person gets mails. */
async function languageOfMails(email: string): Promise<string | null | undefined> {
  const { eq } = await import("drizzle-orm");
  const { systemDb } = await import("#db/client.ts");
  const { users } = await import("#db/schema/index.ts");
  const [user] = await systemDb().select({ locale: users.locale }).from(users).where(eq(users.email, email));
  return user?.locale;
}

test("a newcomer signs up by mail, connects with a key, pairs a number by scanning, receives and answers", async ({
  page,
  t,
  locale,
}) => {
  const trouble = watchTrouble(page);
  const email = `newcomer-${tag}@example.com`;
  adoptProductEnv();
  await signIn(page, t, email);

  await page.getByLabel(t("onboarding.workspace.name"), { exact: true }).fill(name);
  await expect(page.getByLabel(t("onboarding.workspace.slug"), { exact: true })).toHaveValue(slug);
  await page.getByRole("button", { name: t("onboarding.workspace.submit") }).click();
  await expect(page).toHaveURL(new RegExp(`/w/${slug}/settings/connection`));

  expect(await languageOfMails(email)).toBe(chooseLocale(undefined, locale ?? null));

  const sandboxPage = await page.context().newPage();
  await sandboxPage.goto(addresses().sandbox);
  const businessKey = sandboxPage.getByTestId("key").filter({ hasText: "mf_sandbox_business" });
  const key = (await businessKey.first().textContent())?.trim() ?? "";
  await sandboxPage.close();

  await page.getByTestId("key-input").fill("mf_not_a_key_of_anybody");
  await page.getByRole("button", { name: t("connection.key.submit") }).click();
  await expect(page.getByText(t("errors.moltflow.unauthorized")).first()).toBeVisible();
  await page.getByTestId("key-input").fill(key);
  await page.getByRole("button", { name: t("connection.key.submit") }).click();
  // Free has room for one number, which is to be a new one.
  await page.getByTestId("number-choice").first().getByRole("checkbox").uncheck();
  await page.getByTestId("connect-numbers").click();
  await expect(page.getByText(t("connection.done.title"))).toBeVisible();
  expect(await page.content()).not.toContain(key);

  await page
    .getByRole("link", { name: t("shell.numbers") })
    .first()
    .click();
  await page.getByTestId("add-number").first().click();
  await page.getByRole("dialog").getByLabel(t("numbers.create.label")).fill("Repairs");
  await page.getByRole("button", { name: t("numbers.create.submit") }).click();
  await page.getByRole("button", { name: t("numbers.pairing.accept") }).click();
  await expect(page.getByTestId("pairing-qr")).toBeVisible({ timeout: 20_000 });

  const { tenants } = await sandbox.state();
  const waiting = tenants.flatMap(({ sessions }) => sessions).filter(({ status }) => status === "qr_code");
  expect(waiting).toHaveLength(1);
  const sessionId = waiting[0]?.id ?? "";
  const phone = await page.context().newPage();
  await phone.goto(`${addresses().sandbox}/sessions/${sessionId}`);
  await phone.getByTestId("scan").click();
  await phone.close();
  await expect(page.getByTestId("pairing-done")).toBeVisible({ timeout: 20_000 });
  await expect(page.getByTestId("pairing-done")).toContainText("+");

  await page
    .getByRole("link", { name: t("shell.inbox") })
    .first()
    .click();
  await expect(page.getByTestId("live-state").first()).toContainText(t("shell.live.connected"));
  const jid = "4915550104478@c.us";
  await sandbox.receive(sessionId, { chatId: jid, name: "Jonas", text: "The boiler shows E119 again" });
  await answer(page, "The boiler shows E119 again", "A plumber is on the way.");
  await expectOnPhone(page, sessionId, jid, "A plumber is on the way.");

  const sent = (await sandbox.state()).tenants.flatMap(({ messages }) => messages);
  // Whoever made this journey before shares the tenant, and has a number of their own.
  const ours = sent.filter((message) => message.sessionId === sessionId);
  expect(ours.filter(({ text }) => text === "A plumber is on the way.")).toHaveLength(1);
  expect(trouble).toEqual([]);
});

test("a stranger who knows a workspace's address gets a page that says it is not there", async ({
  page,
  t,
}) => {
  await signIn(page, t, `stranger-${tag}@example.com`);
  for (const path of [`/w/${slug}/inbox`, `/w/${slug}/settings/connection`, "/w/nobody-has-this"]) {
    const response = await page.goto(path);
    expect(response?.status()).toBe(404);
    await expect(page.getByText(name)).toHaveCount(0);
  }
});
