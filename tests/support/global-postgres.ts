import type { TestProject } from "vitest/node";
import { migrate } from "#db/migrate.ts";
import { createDatabase, dropDatabase, startTestPostgres } from "./test-postgres.ts";

declare module "vitest" {
  interface ProvidedContext {
    adminDatabaseUrl: string;
    templateDatabaseUrl: string;
  }
}

/** Migrates one database a run, of which every test file gets a copy. */
export default async function setup(project: TestProject): Promise<() => Promise<void>> {
  const server = await startTestPostgres();
  const template = await createDatabase(server.url);
  const teardown = async () => {
    await dropDatabase(server.url, template);
    await server.stop();
  };
  try {
    await migrate(template);
  } catch (error) {
    await teardown();
    throw error;
  }
  project.provide("adminDatabaseUrl", server.url);
  project.provide("templateDatabaseUrl", template);
  return teardown;
}
