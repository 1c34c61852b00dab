import { defineConfig, devices } from "@playwright/test";
import type { Options } from "./tests/e2e/support/test.ts";

const executablePath = process.env.CHROMIUM_PATH;

export default defineConfig<object, Options>({
  testDir: "tests/e2e",
  testMatch: "**/*.e2e.ts",
  globalSetup: "./tests/e2e/support/global-setup.ts",
  outputDir: "test-results/e2e",
  workers: 1,
  retries: 0,
  forbidOnly: true,
  timeout: 60_000,
  expect: { timeout: 10_000 },
  reporter: [["list"]],
  // The same journeys by people who have little in common: another language, and no mouse.
  projects: [
    { name: "mouse-en", use: { locale: "en-GB", hands: "mouse" } },
    {
      name: "keys-zh",
      use: { locale: "zh-CN", hands: "keys" },
      // It walks every page in both languages by itself, and uses nothing on them.
      testIgnore: "**/pages.e2e.ts",
    },
  ],
  use: {
    ...devices["Desktop Chrome"],
    viewport: { width: 1440, height: 900 },
    trace: "retain-on-failure",
    screenshot: "only-on-failure",
    launchOptions: {
      ...(executablePath ? { executablePath } : {}),
      args: [
        "--no-sandbox",
        "--disable-gpu",
        "--disable-quic",
        "--no-first-run",
        "--disable-background-networking",
        "--disable-component-update",
        "--disable-sync",
      ],
    },
  },
});
