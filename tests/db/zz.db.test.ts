import postgres from "postgres";
import { expect, test } from "vitest";
import { systemSql } from "#db/client.ts";

test("x", async () => {
  expect(
    await systemSql()`select current_database() as n, (select count(*) from information_schema.tables)::int as c`,
  ).toEqual([]);
});
