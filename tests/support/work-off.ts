import { expect, vi } from "vitest";
import { systemSql } from "#db/client.ts";
import { startHearing } from "#server/inbox/hearing.ts";
import { startWorker } from "#server/worker.ts";

/** Lets a worker do all that waits: events that were not heard, and jobs that are due. */
export async function workOff(): Promise<void> {
  const work = [await startWorker(), startHearing()];
  await vi.waitFor(
    async () => {
      const [row] = await systemSql()`
        select (select count(*)::int from graphile_worker._private_jobs where attempts = 0 and run_at <= now()) as due,
          (select count(*)::int from workspace_counters c left join hearing_cursors h using (workspace_id)
            where c.trusted_seq > coalesce(h.through_seq, 0)) as unheard`;
      expect(row).toEqual({ due: 0, unheard: 0 });
    },
    { timeout: 30_000, interval: 200 },
  );
  await Promise.all(work.map((one) => one.stop()));
}
