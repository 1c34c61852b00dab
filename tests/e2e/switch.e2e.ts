import { randomBytes } from "node:crypto";
import type { Page } from "@playwright/test";
import { watchTrouble } from "./support/page-trouble.ts";
import { sandbox } from "./support/sandbox.ts";
import { makeConnectedWorkspace, signInAs } from "./support/session-cookie.ts";
import { expect, test } from "./support/test.ts";
import type { Words } from "./support/words.ts";

const jid = "15550104600@c.us";
const row = (page: Page, text: string) => page.getByTestId("event-row").filter({ hasText: text });

async function switchTo(page: Page, t: Words, name: string): Promise<void> {
  await page.getByRole("button", { name: t("shell.switchWorkspace") }).click();
  await page.getByRole("menuitem", { name }).click();
}

test("whoever switches workspaces while answers are on their way sees nothing of the one they left", async ({
  page,
  context,
  t,
}) => {
  const trouble = watchTrouble(page);
  const tag = randomBytes(3).toString("hex");
  const ownerId = await signInAs(context, `agency-${tag}@example.com`);
  const alpha = await makeConnectedWorkspace(ownerId, `Alpha ${tag}`, `alpha-${tag}`);
  const beta = await makeConnectedWorkspace(ownerId, `Beta ${tag}`, `beta-${tag}`);
  const tell = ({ sessionId }: { sessionId: string }, text: string) =>
    sandbox.receive(sessionId, { chatId: jid, name: "Ines", text });

  await page.goto(`/w/${alpha.slug}/inbox`);
  await expect(page.getByTestId("live-state").first()).toContainText(t("shell.live.connected"));
  await tell(alpha, "first of alpha");
  await expect(row(page, "first of alpha")).toBeVisible();

  // Alpha's answers hang until Beta is on the screen.
  const { promise: released, resolve: release } = Promise.withResolvers<void>();
  await page.route(
    (url) => url.pathname.startsWith("/api/trpc/") && url.search.includes(alpha.slug),
    async (route) => {
      await released;
      // The page may have given up on it.
      await route.continue().catch(() => route.abort());
    },
  );
  await row(page, "first of alpha").click();
  await switchTo(page, t, `Beta ${tag}`);
  await expect(page).toHaveURL(new RegExp(`/w/${beta.slug}/`));
  await expect(page.getByTestId("live-state").first()).toContainText(t("shell.live.connected"));
  release();
  await tell(alpha, "second of alpha");
  await tell(beta, "first of beta");
  await expect(row(page, "first of beta")).toBeVisible();
  await expect(page.getByText("of alpha")).toHaveCount(0);
  await expect(page).toHaveTitle(new RegExp(`Beta ${tag}`));

  await switchTo(page, t, `Alpha ${tag}`);
  await expect(row(page, "second of alpha")).toBeVisible();
  await expect(page.getByText("of beta")).toHaveCount(0);
  await page.goBack();
  await expect(row(page, "first of beta")).toBeVisible();
  await expect(page.getByText("of alpha")).toHaveCount(0);
  expect(trouble).toEqual([]);
});
