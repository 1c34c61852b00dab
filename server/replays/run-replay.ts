import { sql } from "drizzle-orm";
import { z } from "zod";
import { systemDb } from "#db/client.ts";
import { inTenant } from "#db/tenant.ts";
import { defineJob, enqueue, type JobDefinition } from "#server/jobs/index.ts";
import { type ReplayPlace, takeStep } from "./take-step.ts";

export const replayKey = (replayId: string) => `run-replay:${replayId}`;

/**
 * One step of a replay, which brings the next one along in its own transaction: whoever dies in between has done
 * nothing. `tendReplays` finds those that stand.
 */
export const runReplay: JobDefinition<ReplayPlace> = defineJob({
  name: "run-replay",
  payload: z.object({ workspaceId: z.uuid(), replayId: z.uuid() }),
  run: (place) =>
    inTenant(place.workspaceId, async (tx) => {
      const runAt = await takeStep(tx, place);
      if (runAt) await enqueue(tx, runReplay, place, { key: replayKey(place.replayId), runAt });
    }),
});

/** Without a step for so long, whoever should have taken it is thought dead. */
const standsMs = 60_000;
const tendedAtOnce = 1_000;

/** Every minute: moves replays on that stand. Cron hands it a payload of its own, which it doesn't need. */
export const tendReplays = defineJob({
  name: "tend-replays",
  payload: z.unknown(),
  async run() {
    const standing = await systemDb().execute<{ workspaceId: string; replayId: string }>(sql`
      select workspace_id as "workspaceId", id as "replayId" from replays
      where state = 'running'
        and greatest(moved_at, created_at) < clock_timestamp() - make_interval(secs => ${standsMs / 1_000})
      order by created_at limit ${tendedAtOnce}`);
    for (const place of standing) {
      await enqueue(systemDb(), runReplay, place, { key: replayKey(place.replayId) });
    }
  },
});
