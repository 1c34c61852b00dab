import { randomBytes } from "node:crypto";
import AxeBuilder from "@axe-core/playwright";
import type { Page } from "@playwright/test";
import { watchTrouble } from "./support/page-trouble.ts";
import { sandbox } from "./support/sandbox.ts";
import { makeConnectedWorkspace, signInAs } from "./support/session-cookie.ts";
import { expect, test } from "./support/test.ts";
import type { Words } from "./support/words.ts";

const jid = "15550104601@c.us";

async function openDesk(page: Page, t: Words) {
  const slug = `chats-${randomBytes(4).toString("hex")}`;
  const ownerId = await signInAs(page.context(), `${slug}@example.com`);
  const desk = await makeConnectedWorkspace(ownerId, "Chats", slug);
  await page.goto(`/w/${slug}/chats`);
  // Shown in the sidebar or, on a phone, above the page.
  const live = page.getByText(t("shell.live.connected"), { exact: true });
  await expect(live.filter({ visible: true }).first()).toBeVisible();
  return desk;
}

const rowWith = (page: Page, text: string) => page.getByTestId("chat-row").filter({ hasText: text });
const messageWith = (page: Page, text: string) => page.getByTestId("message").filter({ hasText: text });

test("a message arrives in the list, and by keys alone it is opened, read, taken, noted on, resolved and found again", async ({
  page,
  t,
}) => {
  const trouble = watchTrouble(page);
  const { sessionId } = await openDesk(page, t);
  const say = (text: string, chatId = jid) => sandbox.receive(sessionId, { chatId, name: "Ines", text });
  await say("Is the parcel with the quetzal here?");
  await expect(rowWith(page, "quetzal")).toHaveAttribute("data-unread", "1");

  await page.keyboard.press("j");
  await expect(rowWith(page, "quetzal")).toBeFocused();
  await page.keyboard.press("Enter");
  await expect(messageWith(page, "quetzal")).toBeVisible();
  await expect(rowWith(page, "quetzal")).toHaveAttribute("data-unread", "0");

  await say("It is blue.");
  await expect(messageWith(page, "It is blue.")).toBeVisible();

  await page.keyboard.press("a");
  const me = page.getByRole("menuitemradio").nth(1);
  await expect(page.getByRole("menuitemradio").first()).toBeFocused();
  await expect(me).toBeVisible();
  await page.keyboard.press("ArrowDown");
  await expect(me).toBeFocused();
  await page.keyboard.press("Enter");
  await expect(page.getByTestId("tab-mine")).toContainText("1");

  await page.keyboard.press("n");
  await expect(page.getByTestId("note-input")).toBeFocused();
  await page.keyboard.type("Blue, like last time");
  await page.getByTestId("note-submit").click();
  await expect(page.getByTestId("note")).toContainText("Blue, like last time");
  const { violations } = await new AxeBuilder({ page })
    .withTags(["wcag2a", "wcag2aa", "wcag21aa", "wcag22aa"])
    .analyze();
  expect(violations.map(({ id, nodes }) => `${id} ${nodes[0]?.html}`)).toEqual([]);

  await page.getByTestId("thread").focus();
  await page.keyboard.press("e");
  await expect(page.getByTestId("reopen")).toBeVisible();
  await expect(rowWith(page, "It is blue.")).toHaveCount(0);

  await page.keyboard.press("Escape");
  await page.keyboard.press("/");
  await expect(page.getByTestId("chat-search")).toBeFocused();
  await page.keyboard.type("quetzal");
  await expect(page.getByTestId("search-hit").locator("mark")).toHaveText("quetzal");
  await page.keyboard.press("ArrowDown");
  await page.keyboard.press("Enter");
  await expect(messageWith(page, "quetzal")).toBeVisible();
  await expect(page).toHaveURL(/message=/);
  expect(trouble).toEqual([]);
});

test("a chat that was marked as unread stays so until it is opened again", async ({ page, t }) => {
  const { sessionId } = await openDesk(page, t);
  await sandbox.receive(sessionId, { chatId: jid, name: "Ines", text: "Later, please" });
  await rowWith(page, "Later, please").click();
  await expect(rowWith(page, "Later, please")).toHaveAttribute("data-unread", "0");
  await page.getByTestId("thread").focus();
  await page.keyboard.press("u");
  await expect(rowWith(page, "Later, please")).toHaveAttribute("data-unread", "1");
  await page.keyboard.press("Escape");
  await expect(page.getByTestId("thread")).toHaveCount(0);
  await page.reload();
  await expect(rowWith(page, "Later, please")).toHaveAttribute("data-unread", "1");
});

test("after a chat that was resolved the keys go on where it stood, also when the mouse opened it", async ({
  page,
  t,
}) => {
  const { sessionId } = await openDesk(page, t);
  for (const [index, name] of ["Below", "Middle", "Top"].entries()) {
    await sandbox.receive(sessionId, { chatId: `1555010461${index}@c.us`, name, text: `${name} says hello` });
    await expect(rowWith(page, `${name} says hello`)).toBeVisible();
  }
  await rowWith(page, "Middle").click();
  await expect(messageWith(page, "Middle")).toBeVisible();
  await page.getByTestId("thread").focus();
  await page.keyboard.press("e");
  await expect(rowWith(page, "Middle")).toHaveCount(0);
  await page.keyboard.press("j");
  await expect(messageWith(page, "Below")).toBeVisible();
});

test("on a phone the thread takes the list's place, and back leads to the list where it was", async ({
  page,
  t,
}) => {
  await page.setViewportSize({ width: 390, height: 844 });
  const { sessionId, slug } = await openDesk(page, t);
  await sandbox.receive(sessionId, { chatId: jid, name: "Ines", text: "On my way" });
  await rowWith(page, "On my way").click();
  await expect(messageWith(page, "On my way")).toBeVisible();
  await expect(rowWith(page, "On my way")).toBeHidden();
  await page.getByTestId("back").click();
  await expect(rowWith(page, "On my way")).toBeVisible();
  await expect(page).toHaveURL(new RegExp(`/w/${slug}/chats$`));
});
