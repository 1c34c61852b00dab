import { defineConfig } from "vitest/config";

const shared = { environment: "node", testTimeout: 15_000, hookTimeout: 30_000 } as const;
const never = ["node_modules/**", "tests/e2e/**", "tests/bench/**"];

export default defineConfig({
  test: {
    // Most tests wait for PostgreSQL or a stand-in: with two at once a machine of two cores is done in half the time.
    maxWorkers: 2,
    projects: [
      {
        extends: true,
        test: {
          ...shared,
          name: "unit",
          include: ["tests/**/*.test.ts"],
          exclude: [...never, "tests/**/*.{db,built}.test.ts"],
          setupFiles: ["tests/support/env.ts"],
        },
      },
      {
        extends: true,
        test: {
          ...shared,
          name: "database",
          include: ["tests/**/*.db.test.ts"],
          exclude: never,
          globalSetup: ["tests/support/global-postgres.ts"],
          setupFiles: ["tests/support/db-setup.ts"],
        },
      },
      {
        extends: true,
        test: {
          ...shared,
          // On PostgreSQL too, with pages: these need `npm run build` before.
          name: "built",
          include: ["tests/**/*.built.test.ts"],
          exclude: never,
          globalSetup: ["tests/support/global-postgres.ts"],
          setupFiles: ["tests/support/db-setup.ts"],
        },
      },
    ],
  },
});
