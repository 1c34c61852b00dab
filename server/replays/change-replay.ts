import { eq } from "drizzle-orm";
import type { Transaction } from "#db/client.ts";
import { destinations, replays } from "#db/schema/index.ts";
import { inTenant } from "#db/tenant.ts";
import { type Actor, record } from "#server/audit/index.ts";
import { DomainError, notFound } from "#server/core/errors.ts";
import { enqueue } from "#server/jobs/index.ts";
import { nudge } from "#server/live/index.ts";
import { destinationOff } from "./refusals.ts";
import { replayKey, runReplay } from "./run-replay.ts";
import type { ChangeReplayInput } from "./schemas.ts";
import { isReplay, type ReplayPlace } from "./take-step.ts";

const stateAfter = { pause: "paused", resume: "running", cancel: "cancelled" } as const;

/**
 * Pauses a replay, has it go on, or ends it. What it made already stays on its way; to ask for what is so already
 * changes nothing.
 * @throws DomainError `replay.not_found`, conflict `replay.ended`, `replay.destination_disabled` for one to go on
 */
export function changeReplay(
  workspaceId: string,
  { replayId, action }: ChangeReplayInput,
  actor: Actor,
): Promise<void> {
  const place = { workspaceId, replayId };
  const state = stateAfter[action];
  return inTenant(workspaceId, async (tx) => {
    const replay = await lockReplay(tx, place);
    if (replay.state === state) return;
    if (replay.state === "done" || replay.state === "cancelled") throw ended();
    if (action === "resume" && replay.isOff) throw destinationOff();
    await tx
      .update(replays)
      .set({ state, movedAt: null, ...(action === "cancel" && { endedAt: new Date() }) })
      .where(isReplay(place));
    if (action === "resume") await enqueue(tx, runReplay, place, { key: replayKey(replayId) });
    await record(tx, {
      ...{ workspaceId, actor, action: `replay.${action}`, target: replay.destinationId },
      details: { replay: replayId, made: replay.made },
    });
    await nudge(tx, workspaceId, "deliveries");
  });
}

async function lockReplay(tx: Transaction, place: ReplayPlace) {
  const [found] = await tx
    .select({
      state: replays.state,
      made: replays.made,
      destinationId: replays.destinationId,
      disabledAt: destinations.disabledAt,
      deletedAt: destinations.deletedAt,
    })
    .from(replays)
    .innerJoin(destinations, eq(destinations.id, replays.destinationId))
    .where(isReplay(place))
    .for("update", { of: replays });
  if (!found) throw notFound("replay");
  const { disabledAt, deletedAt, ...replay } = found;
  return { ...replay, isOff: disabledAt !== null || deletedAt !== null };
}

const ended = () => new DomainError("conflict", "replay.ended", "This replay has ended. Begin another one.");
