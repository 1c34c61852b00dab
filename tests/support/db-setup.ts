import { afterAll, inject } from "vitest";
import "./env.ts";
import { createDatabase, dropDatabase } from "./test-postgres.ts";

// Runs before the test file is imported, so the product's environment already names this file's own database.
const adminUrl = inject("adminDatabaseUrl");
const url = await createDatabase(adminUrl, inject("templateDatabaseUrl"));
process.env.DATABASE_URL = url;

afterAll(async () => {
  const { closeDatabase } = await import("#db/client.ts");
  await closeDatabase();
  await dropDatabase(adminUrl, url);
});
