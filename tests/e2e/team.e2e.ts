import { execFile } from "node:child_process";
import { randomBytes } from "node:crypto";
import { readFile } from "node:fs/promises";
import { fileURLToPath } from "node:url";
import { promisify } from "node:util";
import type { Browser, Download, Locator, Page } from "@playwright/test";
import { TOTP } from "otpauth";
import { readMail } from "./support/mail.ts";
import { watchTrouble } from "./support/page-trouble.ts";
import { sandbox } from "./support/sandbox.ts";
import { addWorkingNumber, makeConnectedWorkspace, signInAs } from "./support/session-cookie.ts";
import { askForLink, signIn } from "./support/sign-in-by-mail.ts";
import { expect, test } from "./support/test.ts";
import { matching, type Words } from "./support/words.ts";

const root = fileURLToPath(new URL("../../", import.meta.url));
const tag = randomBytes(3).toString("hex");
const emails = {
  owner: `owner-${tag}@example.com`,
  agent: `agent-${tag}@example.com`,
  viewer: `viewer-${tag}@example.com`,
};
const slug = `harbour-${tag}`;
const at = (path: string) => `/w/${slug}/${path}`;
const customer = "15550104700@c.us";

const row = (page: Page, text: string) => page.getByTestId("event-row").filter({ hasText: text });
const memberRow = (page: Page, email: string) => page.getByTestId("member-row").filter({ hasText: email });
const live = (page: Page, t: Words) =>
  expect(page.getByTestId("live-state").first()).toContainText(t("shell.live.connected"));

const notLive = (page: Page, t: Words) =>
  expect(page.getByTestId("live-state").first()).not.toContainText(t("shell.live.connected"));

async function makeTeamDesk(owner: Page) {
  const ownerId = await signInAs(owner.context(), emails.owner);
  const desk = await makeConnectedWorkspace(ownerId, `Harbour ${tag}`, slug);
  const back = await addWorkingNumber(desk.workspaceId, "Back office");
  const tell = (sessionId: string, text: string) =>
    sandbox.receive(sessionId, { chatId: customer, name: "Ines", text });
  return {
    atFront: (text: string) => tell(desk.sessionId, text),
    atBack: (text: string) => tell(back.sessionId, text),
    backId: back.id,
  };
}

async function openBrowser(browser: Browser) {
  const context = await browser.newContext();
  const page = await context.newPage();
  return { page, trouble: watchTrouble(page) };
}

/** Fills the dialog in; `choose` sets role and restrictions. */
async function invite(owner: Page, t: Words, email: string, choose: (dialog: Locator) => Promise<void>) {
  await owner.goto(at("settings/members"));
  await owner.getByTestId("invite").click();
  const dialog = owner.getByRole("dialog");
  await dialog.getByRole("textbox").first().fill(email);
  await choose(dialog);
  await dialog.getByRole("button", { name: t("members.invite.send") }).click();
  await expect(dialog).toBeHidden();
  await expect(owner.getByText(email).first()).toBeVisible();
}

/** As the invited person does it: from the mail, through signing in, to the workspace. */
async function acceptInvitation(page: Page, t: Words, email: string) {
  const { links } = await readMail(email);
  const invitation = links.find((link) => link.includes("/invite/")) ?? "";
  await page.goto(invitation);
  await expect(page.getByText(`Harbour ${tag}`).first()).toBeVisible();
  await signIn(page, t, email);
  await page.goto(invitation);
  await page.getByTestId("accept-invitation").click();
  await expect(page).toHaveURL(new RegExp(`/w/${slug}`));
}

async function textOf(download: Download): Promise<string> {
  return readFile(await download.path(), "utf8");
}

/** As an operator checks it, with nothing but the file. */
async function verifyOffline(file: string) {
  const args = ["scripts/desk.ts", "audit:verify", file, "--json"];
  const { stdout } = await promisify(execFile)(process.execPath, args, { cwd: root });
  return JSON.parse(stdout);
}

test("a team under restrictions, second factors, a revoked session, and an audit that tells it all", async ({
  page: owner,
  browser,
  t,
}) => {
  test.slow();
  const viewerRole = t("common.roles.viewer");
  const ownerTrouble = watchTrouble(owner);
  const desk = await makeTeamDesk(owner);
  const agent = await openBrowser(browser);
  const viewer = await openBrowser(browser);

  await test.step("the owner invites an agent for one number, and a viewer", async () => {
    await invite(owner, t, emails.agent, async (dialog) => {
      await dialog.getByRole("checkbox", { name: t("members.restrictions.onlyNumbers.label") }).check();
      await dialog.getByRole("checkbox", { name: /front desk/i }).check();
    });
    await invite(owner, t, emails.viewer, async (dialog) => {
      await dialog.getByRole("combobox").first().click();
      await owner.getByRole("option", { name: viewerRole }).click();
    });
    await acceptInvitation(agent.page, t, emails.agent);
    await acceptInvitation(viewer.page, t, emails.viewer);
  });

  await test.step("the agent sees that number only: in the list, live, in filters, numbers and titles", async () => {
    await agent.page.goto(at("inbox"));
    await viewer.page.goto(at("inbox"));
    await live(agent.page, t);
    await live(viewer.page, t);
    await desk.atBack("back office secret");
    await desk.atFront("front desk question");
    await expect(row(viewer.page, "back office secret")).toBeVisible();
    await expect(row(viewer.page, "front desk question")).toBeVisible();
    await expect(row(agent.page, "front desk question")).toBeVisible();
    await expect(agent.page.getByText("back office secret")).toHaveCount(0);
    await agent.page.reload();
    await expect(row(agent.page, "front desk question")).toBeVisible();
    for (const path of ["inbox", "numbers", "settings/connection", "settings/inboxes", "settings/members"]) {
      await agent.page.goto(at(path));
      await expect(agent.page.locator("h1").first()).toBeVisible();
      const html = await agent.page.content();
      expect(html, path).not.toContain("Back office");
      expect(html, path).not.toContain("back office secret");
      await expect(agent.page, path).not.toHaveTitle(/back office/i);
    }
    await agent.page.goto(at("numbers"));
    await expect(agent.page.getByTestId("number-row")).toHaveCount(1);
    // Whoever is given an address of what they may not see finds nothing there.
    await agent.page.goto(at(`numbers/${desk.backId}/pair`));
    await expect(agent.page.getByText(t("errors.notFound.title"))).toBeVisible();
    await expect(agent.page).not.toHaveTitle(/back office/i);
    await row(viewer.page, "back office secret").click();
    const hiddenId = await viewer.page.getByTestId("event-detail").getAttribute("data-event-id");
    await agent.page.goto(at(`inbox?event=${hiddenId}`));
    await expect(agent.page.getByText(t("inbox.detail.goneTitle"))).toBeVisible();
  });

  await test.step("demoted in the middle of an answer, the agent's next click is refused and explained", async () => {
    await agent.page.goto(at("inbox"));
    await row(agent.page, "front desk question").first().click();
    await agent.page.getByTestId("reply-input").fill("We open at nine.");
    // The page has not heard of it yet when they click: what counts is what the server says.
    await agent.page.route(/\/api\/trpc\/live/, (route) => route.abort());
    await agent.page.context().setOffline(true);
    // The stream is given up once the page itself knows of it: a shorter cut may go unnoticed.
    await notLive(agent.page, t);
    await agent.page.context().setOffline(false);
    await owner.goto(at("settings/members"));
    await memberRow(owner, emails.agent).getByRole("combobox").click();
    await owner.getByRole("option", { name: viewerRole }).click();
    await expect(memberRow(owner, emails.agent).getByRole("combobox")).toContainText(viewerRole);
    await agent.page.getByTestId("reply-send").click();
    const refusal = matching(t("errors.role.insufficient", { role: viewerRole, roles: "…" }));
    await expect(agent.page.getByText(refusal)).toBeVisible();
    await agent.page.unroute(/\/api\/trpc\/live/);
    await agent.page.reload();
    await expect(agent.page.getByTestId("reply-send")).toHaveCount(0);
  });

  let recoveryCode = "";
  await test.step("the owner turns on a second factor and a passkey", async () => {
    await owner.goto("/account/security");
    await owner
      .getByTestId("totp-card")
      .getByRole("button", { name: t("security.totp.setUp") })
      .click();
    const secret = await owner.getByTestId("totp-secret").getByRole("textbox").inputValue();
    await owner.getByTestId("totp-code").fill(new TOTP({ secret }).generate());
    await owner.getByTestId("totp-code").press("Enter");
    const codes = owner.getByTestId("recovery-codes").getByRole("listitem");
    await expect(codes).toHaveCount(10);
    recoveryCode = (await codes.first().textContent()) ?? "";
    await owner.keyboard.press("Escape");

    const devTools = await owner.context().newCDPSession(owner);
    await devTools.send("WebAuthn.enable");
    const options = { protocol: "ctap2", transport: "internal", hasResidentKey: true } as const;
    await devTools.send("WebAuthn.addVirtualAuthenticator", {
      options: {
        ...options,
        hasUserVerification: true,
        isUserVerified: true,
        automaticPresenceSimulation: true,
      },
    });
    await owner.getByTestId("add-passkey").click();
    await owner.getByTestId("passkey-name").fill("Desk key");
    await owner.getByTestId("passkey-name").press("Enter");
    await expect(owner.getByTestId("passkey-row").filter({ hasText: "Desk key" })).toBeVisible();
    await owner.keyboard.press("Escape");
  });

  const elsewhere = await openBrowser(browser);
  await test.step("from another browser, after the second factor, the owner ends the agent's session", async () => {
    await live(agent.page, t);
    await signInPending(elsewhere.page, t, emails.owner);
    const proof = elsewhere.page.getByTestId("proof-form");
    // Before the page is live a click on it is lost, and whoever made it clicks again.
    await expect(async () => {
      await elsewhere.page.getByRole("button", { name: t("security.proof.use_recovery") }).click();
      await expect(proof).toHaveAttribute("data-way", "recovery", { timeout: 1_000 });
    }).toPass();
    await proof.getByRole("textbox").fill(recoveryCode);
    await proof.getByRole("textbox").press("Enter");
    await expect(elsewhere.page).toHaveURL(/\/w/);
    await elsewhere.page.goto(at("settings/members"));
    await memberRow(elsewhere.page, emails.agent).getByRole("button").click();
    await elsewhere.page.getByRole("menuitem", { name: t("members.endSessions.action") }).click();
    // Nobody clicks: the stream ends, and the page asks who they are.
    await expect(agent.page).toHaveURL(/\/sign-in/);
    const refused = await agent.page.request.get(at("inbox"), { maxRedirects: 0 });
    expect(refused.headers().location).toContain("/sign-in");
    const call = await agent.page.request.get(
      `/api/trpc/inbox.events?input=${encodeURIComponent(JSON.stringify({ workspace: slug }))}`,
    );
    expect(call.status()).toBe(401);
  });

  await test.step("the audit tells it all, is exported, and verifies offline", async () => {
    await owner.goto(at("settings/audit"));
    const list = owner.getByRole("main");
    for (const key of [
      "actions.invitation.create",
      "actions.member.join",
      "actions.member.change",
      "actions.account.authenticator_added",
      "actions.account.passkey_added",
      "actions.account.recovery_code_used",
      "actions.member.end_sessions",
      "outcome.refused",
    ]) {
      await expect(list.getByText(t(`audit.${key}`)).first()).toBeVisible();
    }
    await owner.getByRole("button", { name: t("audit.export.action") }).click();
    const downloading = owner.waitForEvent("download");
    await owner.getByTestId("export-json").click();
    const download = await downloading;
    const text = await textOf(download);
    expect(text).toContain("member.end_sessions");
    for (const secret of [recoveryCode, customer, "We open at nine."]) expect(text).not.toContain(secret);
    expect(await verifyOffline(await download.path())).toMatchObject({ intact: true, partial: false });
  });

  await test.step("the leak test is green", async () => {
    await owner.goto(at("settings/leak-test"));
    await owner.getByRole("button", { name: t("walls.run") }).click();
    const held = matching(t("walls.summary.held", { count: 999 }).replace("999", "…"));
    await expect(owner.getByText(held)).toBeVisible({ timeout: 45_000 });
    await expect(owner.getByText(t("walls.summary.heldText"))).toBeVisible();
  });

  expect([ownerTrouble, agent.trouble, viewer.trouble, elsewhere.trouble]).toEqual([[], [], [], []]);
  for (const { page } of [agent, viewer, elsewhere]) await page.context().close();
});

/** Follows the mailed link up to the question for the second factor. */
async function signInPending(page: Page, t: Words, email: string): Promise<void> {
  await askForLink(page, t, email);
  let link: string | undefined;
  // News of the account's security arrives at the same address.
  while (!link) link = (await readMail(email)).links.find((found) => found.includes("/sign-in/link"));
  await page.goto(link);
  await expect(page).toHaveURL(/\/sign-in\/second-factor/);
}
