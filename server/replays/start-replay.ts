import { and, eq, inArray } from "drizzle-orm";
import type { Transaction } from "#db/client.ts";
import { replays } from "#db/schema/index.ts";
import { type Actor, record } from "#server/audit/index.ts";
import { DomainError } from "#server/core/errors.ts";
import { newId } from "#server/core/ids.ts";
import { enqueue } from "#server/jobs/index.ts";
import { nudge } from "#server/live/index.ts";
import { countSelection } from "./count-selection.ts";
import type { Span } from "./pick-events.ts";
import { destinationOff } from "./refusals.ts";
import { type Asked, holdFanOut, resolveSelection } from "./resolve-selection.ts";
import { replayKey, runReplay } from "./run-replay.ts";
import { replayLimits } from "./schemas.ts";

export type NewReplay = { destinationId: string; selection: Asked; ratePerSecond: number };

const authorOf = (actor: Actor): string | null => ("userId" in actor ? actor.userId : null);

/**
 * Begins a replay in the caller's transaction; a job makes its deliveries. For a `since` or `after` the workspace's
 * fan-out waits until the transaction ends, so that no event is missed or sent twice.
 * `beyondFew`: it starts however many others run. `notBefore`: what arrived earlier is left out.
 * @returns null when there is nothing to send
 * @throws DomainError `destination.not_found`, conflict `replay.destination_disabled`, limited `replay.too_many`
 */
export async function startReplay(
  tx: Transaction,
  workspaceId: string,
  { destinationId, selection: asked, ratePerSecond }: NewReplay,
  actor: Actor,
  { beyondFew = false, notBefore = null }: { beyondFew?: boolean; notBefore?: Date | null } = {},
): Promise<{ id: string; total: number } | null> {
  const {
    source,
    span: seen,
    isDisabled,
  } = await resolveSelection(tx, workspaceId, {
    destinationId,
    selection: asked,
    notBefore,
  });
  if (isDisabled) throw destinationOff();
  if (!beyondFew) await assertFew(tx, workspaceId);
  const { selection } = source;
  const { guess } = await countSelection(tx, source, seen);
  const span = selection.kind === "since" ? await upToFanOut(tx, workspaceId, seen) : seen;
  const { guess: late } = await countSelection(tx, source, { ...span, afterSeq: seen.throughSeq });
  const total = guess + late;
  if (total === 0) return null;
  const id = newId();
  await tx.insert(replays).values({
    ...{ workspaceId, id, destinationId, selection, ratePerSecond, total },
    ...{ doneSeq: span.afterSeq, throughSeq: span.throughSeq, createdBy: authorOf(actor) },
  });
  await record(tx, {
    workspaceId,
    actor,
    action: "replay.start",
    target: destinationId,
    details: { replay: id, kind: asked.kind, total, ratePerSecond },
  });
  await enqueue(tx, runReplay, { workspaceId, replayId: id }, { key: replayKey(id) });
  await nudge(tx, workspaceId, "deliveries");
  return { id, total };
}

/** What the fan-out has done while was counted is no longer its own; only from here on it waits. */
async function upToFanOut(tx: Transaction, workspaceId: string, span: Span): Promise<Span> {
  return { ...span, throughSeq: Math.max(span.throughSeq, await holdFanOut(tx, workspaceId)) };
}

async function assertFew(tx: Transaction, workspaceId: string): Promise<void> {
  const open = await tx.$count(
    replays,
    and(eq(replays.workspaceId, workspaceId), inArray(replays.state, ["running", "paused"])),
  );
  if (open < replayLimits.runningPerWorkspace) return;
  throw new DomainError(
    "limited",
    "replay.too_many",
    `${replayLimits.runningPerWorkspace} replays run or are paused. Wait until one is done, or cancel one.`,
    { params: { count: replayLimits.runningPerWorkspace } },
  );
}
