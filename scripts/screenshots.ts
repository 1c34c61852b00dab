import { mkdirSync } from "node:fs";
import { parseArgs } from "node:util";
import { type Browser, chromium, type Page } from "@playwright/test";
import { findChromium } from "./chromium.ts";
import { loadDotEnv, orUsage, provideDatabase, provideSecrets, runCommand } from "./environment.ts";

const usage = `npm run screenshots [-- options]   pictures of the demo workspace of a running \`npm run dev\`

  --url U    where it runs (http://localhost:3000)
  --to DIR   where the pictures go (docs/images)
  --all      every page, wide and phone, light and dark, in both languages
`;

const { values } = orUsage(
  () =>
    parseArgs({
      options: {
        help: { type: "boolean", short: "h" },
        url: { type: "string", default: "http://localhost:3000" },
        to: { type: "string", default: "docs/images" },
        all: { type: "boolean", default: false },
      },
    }),
  usage,
);

type Look = { name: string; width: number; height: number; colorScheme: "light" | "dark"; locale: string };
const wide = { width: 1440, height: 900 };
const phone = { width: 390, height: 844 };
const readmeLook: Look = { name: "light", ...wide, colorScheme: "light", locale: "en" };
const looks: Look[] = [
  { ...readmeLook, name: "wide-light" },
  { name: "wide-dark", ...wide, colorScheme: "dark", locale: "en" },
  { name: "phone-light", ...phone, colorScheme: "light", locale: "en" },
  { name: "phone-dark-zh", ...phone, colorScheme: "dark", locale: "zh-CN" },
];

const workspace = "/w/demo-clinic";
const publicPages: Record<string, string> = { landing: "/", pricing: "/pricing", "sign-in": "/sign-in" };
const pages: Record<string, string> = {
  new: "/new",
  workspaces: "/workspaces",
  account: "/account/security",
  chats: `${workspace}/chats`,
  scheduled: `${workspace}/scheduled`,
  inbox: `${workspace}/inbox`,
  groups: `${workspace}/groups`,
  numbers: `${workspace}/numbers`,
  notices: `${workspace}/notices`,
  general: `${workspace}/settings/general`,
  members: `${workspace}/settings/members`,
  roles: `${workspace}/settings/roles`,
  connection: `${workspace}/settings/connection`,
  webhooks: `${workspace}/settings/webhooks`,
  labels: `${workspace}/settings/labels`,
  snippets: `${workspace}/settings/snippets`,
  inboxes: `${workspace}/settings/inboxes`,
  destinations: `${workspace}/settings/destinations`,
  "destination-new": `${workspace}/settings/destinations/new`,
  notifications: `${workspace}/settings/notifications`,
  billing: `${workspace}/settings/billing`,
  usage: `${workspace}/settings/usage`,
  tokens: `${workspace}/settings/tokens`,
  security: `${workspace}/settings/security`,
  audit: `${workspace}/settings/audit`,
  data: `${workspace}/settings/data`,
  "leak-test": `${workspace}/settings/leak-test`,
};

async function signIn(page: Page): Promise<void> {
  const { makeSignInLink } = await import("#server/auth/index.ts");
  await page.goto(await makeSignInLink("demo@moltdesk.test", { callbackPath: `${workspace}/inbox` }));
  await page.getByTestId("event-row").first().waitFor();
}

/** Opens a row of a list, and waits for what it shows. */
async function openRow(page: Page, list: string, row: string, shown: string): Promise<void> {
  await page.goto(`${values.url}${workspace}/${list}`);
  const first = page.getByTestId(row).first();
  const link = first.getByRole("link").first();
  await first.waitFor();
  await ((await link.count()) > 0 ? link : first).click();
  await page.getByTestId(shown).first().waitFor();
}

/** What stands behind a list, by the name of its picture. */
const details: Record<string, (page: Page) => Promise<void>> = {
  chat: (page) => openRow(page, "chats", "chat-row", "composer-input"),
  event: (page) => openRow(page, "inbox", "event-row", "reply-input"),
  group: (page) => openRow(page, "groups", "group-row", "group-message"),
  number: (page) => openRow(page, "numbers", "number-row", "number-health"),
};

async function shoot(page: Page, name: string): Promise<void> {
  await page.waitForFunction(() => {
    // One beyond the edge of a long list stays until somebody scrolls there.
    const isSeen = ({ top, bottom }: DOMRect) => bottom > 0 && top < window.innerHeight;
    const skeletons = [...document.querySelectorAll('[data-slot="skeleton"]')];
    return !skeletons.some((skeleton) => isSeen(skeleton.getBoundingClientRect()));
  });
  await page.evaluate(() => document.fonts.ready);
  // Next's own sign, which only development has.
  await page.addStyleTag({ content: "nextjs-portal { display: none }" });
  const path = `${values.to}/${name}.png`;
  await page.screenshot({ path });
  process.stdout.write(`${path}\n`);
}

async function withPage(
  browser: Browser,
  { width, height, colorScheme, locale }: Look,
  work: (page: Page) => Promise<void>,
) {
  const context = await browser.newContext({ viewport: { width, height }, colorScheme, locale });
  await work(await context.newPage());
  await context.close();
}

async function run(): Promise<void> {
  loadDotEnv();
  provideSecrets();
  process.env.PUBLIC_URL = values.url;
  process.env.LOG_LEVEL ||= "warn";
  await provideDatabase();
  mkdirSync(values.to, { recursive: true });
  const browser = await chromium.launch({ executablePath: await findChromium(), args: ["--no-sandbox"] });
  try {
    if (!values.all) {
      await withPage(browser, readmeLook, async (page) => {
        await signIn(page);
        await details.chat?.(page);
        await shoot(page, "chats");
      });
      return;
    }
    for (const look of looks) {
      await withPage(browser, look, async (page) => {
        const shootAll = async (group: Record<string, string>) => {
          for (const [name, path] of Object.entries(group)) {
            await page.goto(`${values.url}${path}`, { waitUntil: "load" });
            await shoot(page, `${name}-${look.name}`);
          }
        };
        await shootAll(publicPages);
        await signIn(page);
        await shootAll(pages);
        for (const [name, open] of Object.entries(details)) {
          await open(page);
          await shoot(page, `${name}-${look.name}`);
        }
      });
    }
  } finally {
    await browser.close();
    const { closeDatabase } = await import("#db/client.ts");
    await closeDatabase();
  }
}

if (values.help) process.stdout.write(usage);
else await runCommand(run);
