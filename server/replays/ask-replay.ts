import type { Transaction } from "#db/client.ts";
import { inTenant } from "#db/tenant.ts";
import type { Actor } from "#server/audit/index.ts";
import { DomainError, notFound } from "#server/core/errors.ts";
import { replayWindow } from "#server/plans/index.ts";
import { countSelection } from "./count-selection.ts";
import { resolveSelection } from "./resolve-selection.ts";
import type { CountReplayInput, ReplayCount, ReplaySelectionInput, StartReplayInput } from "./schemas.ts";
import { startReplay } from "./start-replay.ts";

/**
 * How many events a replay would send, without sending any. What is older than the plan's window is left out.
 * @throws DomainError `destination.not_found`, `event.not_found` when none of the named is in sight, conflict
 * `plan.replay_window` when all of them are too old
 */
export const countReplay = (workspaceId: string, input: CountReplayInput): Promise<ReplayCount> =>
  inTenant(workspaceId, async (tx) => {
    const window = await replayWindow(tx, workspaceId);
    const { source, span } = await resolveSelection(tx, workspaceId, { ...input, notBefore: window.since });
    const { total, exact } = await countSelection(tx, source, span);
    if (total === 0 && input.selection.kind === "events") {
      throw await whyNothing(tx, workspaceId, input, window);
    }
    return { total, exact };
  });

/**
 * As `startReplay`, for a member who asks. What is older than the plan's window is left out.
 * @throws DomainError also `event.not_found`, invalid `replay.nothing`, conflict `plan.replay_window`
 */
export const beginReplay = (
  workspaceId: string,
  input: StartReplayInput,
  actor: Actor,
): Promise<{ id: string; total: number }> =>
  inTenant(workspaceId, async (tx) => {
    const window = await replayWindow(tx, workspaceId);
    const begun = await startReplay(tx, workspaceId, input, actor, { notBefore: window.since });
    if (!begun) throw await whyNothing(tx, workspaceId, input, window);
    return begun;
  });

type Window = Awaited<ReturnType<typeof replayWindow>>;

/** Whether there would be something, were it not too old. */
async function whyNothing(
  tx: Transaction,
  workspaceId: string,
  { destinationId, selection }: { destinationId: string; selection: ReplaySelectionInput },
  { since, days }: Window,
): Promise<DomainError> {
  if (since !== null) {
    const { source, span } = await resolveSelection(tx, workspaceId, { destinationId, selection });
    const { total } = await countSelection(tx, source, span);
    if (total > 0) return tooOld(days);
  }
  return selection.kind === "events" ? notFound("event") : nothing();
}

const nothing = () =>
  new DomainError(
    "invalid",
    "replay.nothing",
    "Nothing fits this choice, so there is nothing to send again.",
  );

const tooOld = (days: number) =>
  new DomainError(
    "conflict",
    "plan.replay_window",
    `The plan sends again what arrived in the last ${days} days, and all of this is older. A bigger plan reaches further back: Settings → Billing.`,
    { params: { days } },
  );
