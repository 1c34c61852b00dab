import { sql } from "drizzle-orm";
import { expect, test } from "vitest";
import { systemDb } from "#db/client.ts";
import { destinationHours } from "#db/schema/index.ts";
import { forgetOldHours } from "#server/deliveries/forget-old-hours.ts";
import { makeWorkspace } from "#tests/support/factories.ts";
import { makeDestination } from "./fixtures.ts";

test("hours of more than a year ago go, however many they are, and all younger ones stay", async () => {
  const { workspaceId } = await makeWorkspace();
  const ids = [
    await makeDestination(workspaceId, { url: "https://example.com/" }),
    await makeDestination(workspaceId, { url: "https://example.com/" }),
  ];
  for (const destinationId of ids) {
    await systemDb().execute(sql`
      insert into destination_hours (workspace_id, destination_id, hour)
      select ${workspaceId}, ${destinationId}, date_trunc('hour', now()) - n * interval '12 hours'
      from generate_series(0, 2500) as n`);
  }
  const gone = await forgetOldHours();
  const left = await systemDb().select({ hour: destinationHours.hour }).from(destinationHours);
  expect(gone + left.length).toBe(2 * 2501);
  // Twice a day for a year and a day, from now on back.
  expect(left.length).toBeGreaterThanOrEqual(2 * 2 * 365);
  expect(left.length).toBeLessThanOrEqual(2 * (2 * 366 + 1));
  expect(await forgetOldHours()).toBe(0);
});
