import { systemDb, systemSql } from "#db/client.ts";
import { disableDestination } from "./disable-destination.ts";
import { firstStageMs, reasonOf, stageOf } from "./health.ts";
import { lockTurn } from "./lock-turn.ts";
import { tellOfTrouble } from "./tell-of-trouble.ts";
import type { Turn } from "./turns.ts";
import type { Verdict } from "./verdict.ts";

/** Acts on what the attempts of a batch said of a destination: disables it, or tells people once a stage. */
export async function lookAtHealth(turn: Turn, verdicts: readonly Verdict[], nowMs: number): Promise<void> {
  if (!turn.open) return;
  const isGone = verdicts.some(({ gone }) => gone);
  if (isGone || stageOf(turn.illness, nowMs) > turn.alertedPercent) await act(turn, isGone);
}

/** Looks at destinations that have failed for long: time passes for them without attempts too. */
export async function lookAtSilent(): Promise<void> {
  const rows = await systemSql()<Pick<Turn, "workspaceId" | "destinationId">[]>`
    select t.workspace_id as "workspaceId", t.destination_id as "destinationId"
    from destination_turns t join destinations d on d.id = t.destination_id
    where t.failing_since < now() - ${firstStageMs} * interval '1 ms' and d.disabled_at is null and d.deleted_at is null`;
  for (const row of rows) await act(row, false);
}

/**
 * As it stands now, with its turn locked: whoever comes second finds nothing to do. The owner's role, because up to
 * which event a destination was on is read from the workspace's counter.
 */
async function act(
  { workspaceId, destinationId }: Pick<Turn, "workspaceId" | "destinationId">,
  isGone: boolean,
): Promise<void> {
  await systemDb().transaction(async (tx) => {
    const locked = await lockTurn(tx, workspaceId, destinationId);
    if (!locked) return;
    const { name, illness, alertedPercent, nowMs } = locked;
    const stage = isGone ? 100 : stageOf(illness, nowMs);
    if (stage === 0 || (stage <= alertedPercent && !isGone)) return;
    if (stage === 100) {
      const reason = isGone ? "gone" : reasonOf(illness);
      await disableDestination(tx, { workspaceId, destinationId, reason });
    }
    const since = new Date(illness.failingSinceMs ?? nowMs).toISOString();
    await tellOfTrouble(tx, { workspaceId, destinationId, name, stage, since });
  });
}
