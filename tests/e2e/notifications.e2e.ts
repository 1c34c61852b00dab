import { randomBytes } from "node:crypto";
import { chooseLocale, type Locale } from "#app/_lib/i18n/locales.ts";
import { startPushService } from "../server/alerts/push-service.ts";
import { clickNotification, deliverPush, fakePushService, shownNotifications } from "./support/fake-push.ts";
import { readMail } from "./support/mail.ts";
import { watchTrouble } from "./support/page-trouble.ts";
import { sandbox } from "./support/sandbox.ts";
import { makeConnectedWorkspace, signInAs } from "./support/session-cookie.ts";
import { expect, test } from "./support/test.ts";

const tag = randomBytes(3).toString("hex");
const slug = `alerts-${tag}`;
const customer = "15550104888@c.us";
const phone = "+15550104888";

/** What is sent to people, in their language. */
async function alertTexts(locale: Locale) {
  const alerts = await import("#server/alerts/words.ts");
  const mails = await import("#server/mail/letter.ts");
  const { messages, mail } = alerts.texts[locale];
  const news = alerts.counted(locale, messages, 1, { place: phone });
  return {
    news,
    subject: mails.fill(mail.subject, { what: news, workspace: "Alerts" }),
    keyChanged: mails.fill(mails.texts[locale].security.connection_key_added.subject, {
      workspace: "Alerts",
    }),
  };
}

test("a member makes a rule for a word; a customer says it; the bell counts, the browser shows it and leads to the chat, and a mail says so without the words", async ({
  page,
  t,
  locale,
}) => {
  test.slow();
  const trouble = watchTrouble(page);
  const service = await startPushService();
  await fakePushService(page.context(), service.subscriptionOf("laptop"));
  const language = chooseLocale(undefined, locale ?? null);
  const email = `ana-${tag}@example.com`;
  const { sessionId } = await makeConnectedWorkspace(
    await signInAs(page.context(), email, language),
    "Alerts",
    slug,
  );
  const { news, subject, keyChanged } = await alertTexts(language);
  expect((await readMail(email)).subject).toBe(keyChanged);
  const say = (text: string) => sandbox.receive(sessionId, { chatId: customer, name: "Ines", text });

  await page.goto(`/w/${slug}/settings/notifications`);
  const state = page.getByTestId("push-state");
  await expect(state).toHaveAttribute("data-state", "off");
  await page.getByTestId("push-on").click();
  await expect(state).toHaveAttribute("data-state", "on");
  await page.getByTestId("push-test").click();
  await expect.poll(() => service.pushed.length).toBe(1);

  await page.getByTestId("new-rule").click();
  const dialog = page.getByTestId("rule-dialog");
  await dialog.getByLabel(t("subscriptions.form.name"), { exact: true }).fill("Refunds");
  await dialog.getByTestId("filter-keywords").locator("summary").click();
  await dialog.getByTestId("filter-keywords").getByRole("textbox").fill("refund");
  await page.keyboard.press("Enter");
  await dialog.getByRole("checkbox", { name: t("subscriptions.form.push") }).check();
  await dialog.getByLabel(t("subscriptions.form.mail"), { exact: true }).click();
  await page.getByRole("option", { name: t("subscriptions.mail.at_once") }).click();
  await dialog.getByRole("button", { name: t("subscriptions.form.create") }).click();
  await expect(dialog).toBeHidden();

  await say("Good morning");
  await say("Where is my refund?");
  // The team's own rule, for what nobody takes care of, rings as well.
  await expect(page.getByTestId("bell")).toHaveAccessibleName(t("notices.bellUnread", { count: 2 }));
  await expect.poll(() => service.pushed.length).toBe(2);
  const message = service.pushed[1]?.message ?? {};
  expect(message).toMatchObject({ title: "Refunds", body: news });
  await deliverPush(page, message);
  await expect.poll(() => shownNotifications(page)).toContainEqual({ title: "Refunds", body: news });

  const mail = await readMail(email, 60_000);
  expect(mail.subject).toBe(subject);
  expect(mail.text).not.toContain("Where is my");

  await clickNotification(page);
  await page.waitForURL(`**/w/${slug}/chats/*`);
  await expect(page.getByTestId("message").filter({ hasText: "Where is my refund?" })).toBeVisible();
  expect(await shownNotifications(page)).toEqual([]);
  expect(trouble).toEqual([]);
  await service.stop();
});
