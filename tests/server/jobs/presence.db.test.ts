import { expect, onTestFinished, test, vi } from "vitest";
import { systemSql } from "#db/client.ts";
import { type Presence, showPresence } from "#server/jobs/presence.ts";

const often = { look: 100, hold: 20 };
const show = (pool: string, everyMs = often): Presence => {
  const presence = showPresence(pool, everyMs);
  onTestFinished(() => presence.stop());
  return presence;
};

/** A job that a worker of this name has under way. */
async function takeJob(pool: string): Promise<string> {
  const [job] = await systemSql()<{ id: string }[]>`select id from graphile_worker.add_job('a-test')`;
  await systemSql()`update graphile_worker._private_jobs set locked_by = ${pool}, locked_at = now() where id = ${job?.id ?? ""}`;
  return job?.id ?? "";
}

async function ownerOf(id: string): Promise<string | null> {
  const [row] = await systemSql()<{ owner: string | null }[]>`
    select locked_by as owner from graphile_worker._private_jobs where id = ${id}`;
  return row?.owner ?? null;
}

test("jobs of a worker that is gone are free again, and those of one that lives stay its own", async () => {
  const [gone, living] = [await takeJob("pool-gone"), await takeJob("pool-living")];
  show("pool-living");
  show("pool-other");
  await vi.waitFor(async () => expect(await ownerOf(gone)).toBeNull(), { timeout: 10_000 });
  expect(await ownerOf(living)).toBe("pool-living");
});

test("a worker whose connection broke off is not taken for gone, and one that leaves is", async () => {
  const presence = show("pool-broken");
  // A new connection takes a while on a busy machine, though never as long as two looks.
  show("pool-watching", { ...often, look: 1_000 });
  const job = await takeJob("pool-broken");
  const holds = async () => {
    const rows = await systemSql()`
      select pid from pg_locks where locktype = 'advisory' and granted
        and objid = (hashtext('pool-broken')::bigint & 4294967295)::oid`;
    expect(rows).toHaveLength(1);
  };
  await vi.waitFor(holds, { timeout: 10_000 });
  await systemSql()`select pg_terminate_backend(pid) from pg_locks where locktype = 'advisory'
    and objid = (hashtext('pool-broken')::bigint & 4294967295)::oid`;
  await vi.waitFor(holds, { timeout: 10_000 });
  expect(await ownerOf(job)).toBe("pool-broken");
  await presence.stop();
  await vi.waitFor(async () => expect(await ownerOf(job)).toBeNull(), { timeout: 10_000 });
});
