import { randomBytes } from "node:crypto";
import AxeBuilder from "@axe-core/playwright";
import type { Browser } from "@playwright/test";
import { addresses } from "./support/addresses.ts";
import { watchTrouble } from "./support/page-trouble.ts";
import { sandbox } from "./support/sandbox.ts";
import { makeConnectedWorkspace, signInAs } from "./support/session-cookie.ts";
import { expect, test } from "./support/test.ts";

const wide = { width: 1440, height: 900 };
const phone = { width: 390, height: 844 };
const looks = [
  { name: "wide and light", viewport: wide, colorScheme: "light", locale: "en-GB" },
  { name: "wide and dark, in Chinese", viewport: wide, colorScheme: "dark", locale: "zh-CN" },
  { name: "on a phone, light, in Chinese", viewport: phone, colorScheme: "light", locale: "zh-CN" },
  { name: "on a phone, dark", viewport: phone, colorScheme: "dark", locale: "en-GB" },
] as const;

const paths = (slug: string) => [
  "/",
  "/sign-in",
  "/pricing",
  "/pricing?interval=year",
  "/new",
  "/workspaces",
  "/account/security",
  `/w/${slug}/settings/security`,
  `/w/${slug}/chats`,
  `/w/${slug}/scheduled`,
  `/w/${slug}/inbox`,
  `/w/${slug}/inbox?text=nothing+like+it&path=data.chat_id&delivery=undelivered`,
  `/w/${slug}/numbers`,
  `/w/${slug}/groups`,
  `/w/${slug}/settings/general`,
  `/w/${slug}/settings/connection`,
  `/w/${slug}/settings/inboxes`,
  `/w/${slug}/settings/destinations`,
  `/w/${slug}/settings/destinations/new`,
  `/w/${slug}/settings/members`,
  `/w/${slug}/settings/roles`,
  "/invite/nothing-here",
  `/w/${slug}/settings/billing`,
  `/w/${slug}/settings/usage`,
  `/w/${slug}/settings/tokens`,
  `/w/${slug}/settings/audit`,
  `/w/${slug}/settings/data`,
  `/w/${slug}/settings/snippets`,
  `/w/${slug}/settings/notifications`,
  `/w/${slug}/settings/labels`,
  `/w/${slug}/settings/webhooks`,
  `/w/${slug}/notices`,
  `/w/${slug}/settings/leak-test`,
];

/** Pages of one number and of one chat, below the workspace. */
async function ownPaths(workspaceId: string): Promise<string[]> {
  const { eq } = await import("drizzle-orm");
  const { systemDb } = await import("#db/client.ts");
  const { chats } = await import("#db/schema/index.ts");
  const found = () => systemDb().select().from(chats).where(eq(chats.workspaceId, workspaceId));
  await expect.poll(async () => (await found()).length).toBeGreaterThan(0);
  return (await found()).flatMap(({ id, numberId }) => [
    `chats/${id}`,
    `numbers/${numberId}`,
    `numbers/${numberId}/pair`,
  ]);
}

async function openWorkspace(browser: Browser, look: (typeof looks)[number], connected: boolean) {
  const { viewport, colorScheme, locale } = look;
  const context = await browser.newContext({
    ...{ baseURL: addresses().product, viewport, colorScheme, locale },
    // Colours are judged at rest, not in the middle of an entrance.
    reducedMotion: "reduce",
  });
  const slug = `pages-${randomBytes(4).toString("hex")}`;
  const ownerId = await signInAs(context, `${slug}@example.com`);
  // Stands in for the workspace's MoltFlow key, which no page may ever hold.
  let key = "mf_no_key_at_all";
  let own: string[] = [];
  if (connected) {
    const made = await makeConnectedWorkspace(ownerId, "Harbour Clinic", slug);
    key = made.key;
    await sandbox.receive(made.sessionId, { phone: "15550104499", name: "مها", text: "هل الموعد غدًا؟" });
    own = await ownPaths(made.workspaceId);
  } else {
    const { createWorkspace } = await import("#server/workspaces/index.ts");
    await createWorkspace(ownerId, { name: "Nothing here yet", slug });
  }
  const page = await context.newPage();
  return { context, key, page, paths: [...paths(slug), ...own.map((path) => `/w/${slug}/${path}`)] };
}

for (const look of looks) {
  for (const connected of [true, false]) {
    test(`every page, ${connected ? "full" : "empty"}, ${look.name}: accessible, inside its width, without the key, without complaints`, async ({
      browser,
    }) => {
      test.slow();
      const { context, page, key, paths } = await openWorkspace(browser, look, connected);
      const trouble = watchTrouble(page);
      for (const path of paths) {
        const response = await page.goto(path);
        expect(response?.status(), path).toBe(200);
        await page.waitForLoadState("load");
        // On a phone the open chat stands in the place of the list and its heading.
        const heading = path.includes("/chats/")
          ? page.getByTestId("chat-name").filter({ visible: true })
          : page.locator("h1").first();
        await expect(heading, path).toBeVisible();
        const { violations } = await new AxeBuilder({ page })
          .withTags(["wcag2a", "wcag2aa", "wcag21aa", "wcag22aa"])
          .analyze();
        expect(violations.map(({ id, nodes }) => `${path} ${id} ${nodes[0]?.html}`)).toEqual([]);
        expect((await page.content()).includes(key), `${path} holds the MoltFlow key`).toBe(false);
        const overflow = await page.evaluate(() => document.documentElement.scrollWidth - window.innerWidth);
        expect(overflow, `${path} is wider than the window`).toBeLessThanOrEqual(0);
      }
      expect(trouble).toEqual([]);
      await context.close();
    });
  }
}
