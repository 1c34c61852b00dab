import { sql } from "drizzle-orm";
import { systemDb } from "#db/client.ts";
import { messageOf } from "#server/core/errors.ts";
import { log } from "#server/core/log.ts";
import { singleton } from "#server/core/singleton.ts";
import { dayOf } from "./reads.ts";

/**
 * Requests are written so long after they were let through, all of a process together, because the caller would wait for
 * it. A process that is killed loses those of this time: they are a statistic, and no limit is kept by them.
 */
const gatherMs = 1_000;

type Calls = { workspaceId: string; day: string; lane: string; calls: number };

class Callers {
  private gathered = new Map<string, Calls>();
  private timer: NodeJS.Timeout | null = null;
  private writing = Promise.resolve();

  add({ workspaceId, day, lane, calls }: Calls): void {
    const key = `${workspaceId} ${day} ${lane}`;
    const before = this.gathered.get(key)?.calls ?? 0;
    this.gathered.set(key, { workspaceId, day, lane, calls: before + calls });
    this.timer ??= setTimeout(() => void this.write(), gatherMs).unref();
  }

  /** Resolves when what was gathered is written, or could not be and waits for the next time. */
  write(): Promise<void> {
    if (this.timer) clearTimeout(this.timer);
    this.timer = null;
    this.writing = this.writing.then(async () => {
      const rows = [...this.gathered.values()];
      this.gathered = new Map();
      if (rows.length === 0) return;
      await insert(rows).catch((error: unknown) => {
        log().warn({ err: messageOf(error), rows: rows.length }, "usage: requests are not counted yet");
        for (const row of rows) this.add(row);
      });
    });
    return this.writing;
  }
}

/** In one order, so that two processes don't wait for each other; of workspaces that are gone nothing. */
function insert(rows: readonly Calls[]): Promise<unknown> {
  return systemDb().execute(sql`
    insert into usage_callers (workspace_id, day, lane, calls)
    select "workspaceId", day, lane, calls
    from jsonb_to_recordset(${JSON.stringify(rows)}::text::jsonb)
      as passed("workspaceId" uuid, day date, lane text, calls int)
    where exists (select 1 from workspaces where id = "workspaceId")
    order by "workspaceId", day, lane
    on conflict (workspace_id, day, lane) do update set calls = usage_callers.calls + excluded.calls`);
}

const callers = () => singleton("usage.callers", () => new Callers());

/** Adds requests to their day (UTC), by the lane that made each, a moment later. */
export function countCallers(workspaceId: string, lanes: readonly string[], atMs: number): void {
  const day = dayOf(new Date(atMs));
  for (const lane of lanes) callers().add({ workspaceId, day, lane, calls: 1 });
}

/** Resolves when the requests that were let through so far are counted. */
export const callersCounted = (): Promise<void> => callers().write();
