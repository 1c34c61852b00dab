import { z } from "zod";
import { systemDb } from "#db/client.ts";
import { workspaces } from "#db/schema/index.ts";
import { pruneAudit, record } from "#server/audit/index.ts";
import { log } from "#server/core/log.ts";
import { defineJob } from "#server/jobs/index.ts";
import { daysWithin, keptByPlan } from "#server/plans/index.ts";
import { cutoff, prune } from "./prune.ts";
import { clockColumns } from "./retention.ts";

/**
 * Every day: deletes what is older than its workspace wants or its plan has, one workspace after another. Two runs at once, or one that
 * was broken off, delete nothing twice. Cron hands it a payload of its own, which it doesn't need.
 */
export const keepToRetention = defineJob({
  name: "keep-to-retention",
  payload: z.unknown(),
  async run() {
    const all = await systemDb()
      .select({ workspaceId: workspaces.id, ...clockColumns })
      .from(workspaces);
    for (const { workspaceId, messages, ...own } of all) {
      const plan = await systemDb().transaction((tx) => keptByPlan(tx, workspaceId));
      const events = daysWithin(own.events, plan.eventsKeptDays);
      const audit = daysWithin(own.audit, plan.auditKeptDays);
      if (events === null && messages === null && audit === null) continue;
      const gone = {
        events: events === null ? 0 : await prune(workspaceId, "events", cutoff(events)),
        messages: messages === null ? 0 : await prune(workspaceId, "messages", cutoff(messages)),
        audit: audit === null ? 0 : await pruneAudit(workspaceId, cutoff(audit)),
      };
      const { events: oldEvents, messages: oldMessages } = gone;
      if (oldEvents + oldMessages > 0) {
        // `pruneAudit` tells of its own cut.
        await record(systemDb(), {
          workspaceId,
          actor: { kind: "system" },
          action: "data.prune",
          details: { events: oldEvents, messages: oldMessages },
        });
      }
      log().info({ workspaceId, ...gone }, "retention: what was too old is gone");
    }
  },
});
