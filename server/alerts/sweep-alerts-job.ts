import { lt, sql } from "drizzle-orm";
import { z } from "zod";
import { systemDb } from "#db/client.ts";
import { alerts } from "#db/schema/index.ts";
import { defineJob } from "#server/jobs/index.ts";
import { enqueueAlerts } from "./send-alerts-job.ts";

/** Whoever is this late was forgotten by a process that died; others are on their way. */
const overdueMs = 150_000;
const maxTargets = 1_000;

/** Has those told whose news are overdue. By the owner's connection: it looks at every workspace. */
export const sweepAlerts = defineJob({
  name: "sweep-alerts",
  payload: z.unknown(),
  async run() {
    const { workspaceId, userId, channel, dueAt } = alerts;
    const late = await systemDb()
      .selectDistinct({ workspaceId, userId, channel })
      .from(alerts)
      .where(lt(dueAt, sql`now() - ${overdueMs} * interval '1 ms'`))
      .orderBy(workspaceId, userId, channel)
      .limit(maxTargets);
    for (const target of late) await enqueueAlerts(systemDb(), target, new Date(0));
  },
});
