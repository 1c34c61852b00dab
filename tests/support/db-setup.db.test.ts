import { expect, inject, test } from "vitest";
import { systemSql } from "#db/client.ts";
import { pendingMigrations } from "#db/migrate.ts";

test("a test file gets a migrated database of its own, not the template that others copy", async () => {
  const [row] = await systemSql()<{ name: string }[]>`SELECT current_database() AS name`;
  expect(row?.name).toMatch(/^moltdesk_test_\d+_/);
  expect(inject("templateDatabaseUrl")).not.toContain(row?.name);
  expect(await pendingMigrations(systemSql())).toBe(0);
});
