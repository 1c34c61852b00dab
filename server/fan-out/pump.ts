import { systemSql } from "#db/client.ts";
import { type EventFollower, followEvents } from "#server/jobs/follow-events.ts";
import { takeTurn } from "./take-turn.ts";

/**
 * Workspaces that a process serves at once: one that waits for the database keeps no other from its turn. A turn is a
 * dozen round trips one after the other, so fifty workspaces with an event each now and then need more than two.
 */
const atOnce = 4;
/** A workspace that never ends rests half of the time: accepting events and delivering them need the database too. */
const restShare = 1;
/**
 * A turn costs two dozen statements, for one event nearly as much as for fifty: whoever gets hundreds a second has them
 * handed on together.
 */
const busyRestMs = 40;

/** Hands events on as they are accepted. */
export const startFanOut = (): EventFollower =>
  followEvents({ work: "fan-out", atOnce, restShare, busyRestMs, take, findBehind });

async function take(workspaceId: string): Promise<"done" | "more" | "later"> {
  const { outcome, hasMore } = await takeTurn(workspaceId);
  // Another process hands the same events on, or a replay that begins holds them back.
  if (outcome === "busy") return "later";
  return hasMore ? "more" : "done";
}

/** Workspaces with events that were not handed on yet. */
async function findBehind(): Promise<string[]> {
  const rows = await systemSql()<{ workspace_id: string }[]>`
    select c.workspace_id from workspace_counters c left join fan_out_cursors f using (workspace_id)
    where c.last_seq > coalesce(f.through_seq, 0)`;
  return rows.map(({ workspace_id }) => workspace_id);
}
