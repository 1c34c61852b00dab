import { setTimeout as sleep } from "node:timers/promises";
import { inTenant } from "#db/tenant.ts";
import type { Actor } from "#server/audit/index.ts";
import { callMoltflow, turnOf } from "#server/connections/index.ts";
import { DomainError } from "#server/core/errors.ts";
import { enqueue } from "#server/jobs/index.ts";
import type { Turn } from "#server/moltflow/index.ts";
import { refreshRead } from "./jobs.ts";
import { type AnswerOf, type CachedOperation, cachedReads, callFor, type UpstreamKey } from "./operations.ts";
import {
  claim,
  extendLease,
  findPlace,
  findRow,
  keep,
  keepFailure,
  type ReadPlace,
  type ReadRow,
} from "./rows.ts";

/**
 * What a screen gets; instants are ISO 8601. `data` is null only while the very first answer is on its way, or for a
 * minute after it failed.
 */
export type Fresh<T> = {
  data: T | null;
  /** When its call was made. */
  fetchedAt: string | null;
  state: "fresh" | "refreshing" | "failed";
  /** The reason of the refusal that the last refresh met, a key of `errors.`. */
  failure: string | null;
  /** When a refresh that waits will run, where that is known. */
  refreshAt: string | null;
};

/** After a failure, nobody's look at a page asks again this soon; the button does. */
const pauseAfterFailureMs = 60_000;
const lookEveryMs = 250;
const longestWaitMs = 8_000;

const isStale = (row: ReadRow, { operation }: UpstreamKey, now: number): boolean =>
  row.fetchedAt === null ||
  row.fetchedAt.getTime() + cachedReads[operation].freshForMs < now ||
  (row.invalidatedAt !== null && row.invalidatedAt >= row.fetchedAt);

function toFresh<O extends CachedOperation>(row: ReadRow | null, refreshing: boolean): Fresh<AnswerOf<O>> {
  // A lease that has run out belonged to a process that died.
  const waits = row?.refreshingUntil != null && row.refreshingUntil.getTime() > Date.now();
  return {
    data: (row?.body ?? null) as AnswerOf<O> | null,
    fetchedAt: row?.fetchedAt?.toISOString() ?? null,
    state: refreshing || waits ? "refreshing" : row?.failure ? "failed" : "fresh",
    failure: row?.failure ?? null,
    refreshAt: null,
  };
}

/**
 * MoltFlow's answer to a read, from our tables. The first reader waits for the call; later ones get what is there at
 * once, and an old answer is read again behind the page. Identical reads share one call. The caller has checked the
 * permission, and leaves out of a tenant-wide answer what its reader may not see.
 * @throws DomainError `connection.missing`, `number.not_found`, `moltflow.*` while there is no answer at all
 */
export async function readUpstream<O extends CachedOperation>(
  workspaceId: string,
  key: UpstreamKey<O>,
  turn: Turn,
): Promise<Fresh<AnswerOf<O>>> {
  const { place, row, claimed, reading } = await inTenant(workspaceId, async (tx) => {
    const place = await findPlace(tx, workspaceId, key);
    const row = await findRow(tx, place, key);
    const now = Date.now();
    const rests = row?.failedAt ? row.failedAt.getTime() + pauseAfterFailureMs > now : false;
    if (rests || (row?.body != null && !isStale(row, key, now))) {
      return { place, row, claimed: false, reading: false };
    }
    const claimed = await claim(tx, place, key);
    if (row?.body != null && claimed) await enqueue(tx, refreshRead, { ...place, ...key });
    return { place, row, claimed, reading: true };
  });
  // Without an answer too: a failure is told to screens, which look again, and must not have them call again.
  if (row?.body != null || !reading) return toFresh(row, reading);
  return claimed ? fetchNow(place, key, turn) : waitForAnother(place, key);
}

/**
 * Reads again because somebody asks. When the budget has no room now, the read is planned for when it has, and
 * `refreshAt` says when.
 * @throws DomainError as `readUpstream`
 */
export async function refreshUpstream<O extends CachedOperation>(
  workspaceId: string,
  key: UpstreamKey<O>,
  actor: Actor,
): Promise<Fresh<AnswerOf<O>>> {
  const { place, row, claimed } = await inTenant(workspaceId, async (tx) => {
    const place = await findPlace(tx, workspaceId, key);
    return { place, row: await findRow(tx, place, key), claimed: await claim(tx, place, key) };
  });
  if (!claimed) return toFresh(row, true);
  try {
    return await fetchNow(place, key, turnOf(actor, "read"));
  } catch (error) {
    if (!(error instanceof DomainError) || error.retryAfterMs === undefined || row?.body == null) throw error;
    return planFor(place, key, row, new Date(Date.now() + error.retryAfterMs));
  }
}

async function fetchNow<O extends CachedOperation>(
  place: ReadPlace,
  key: UpstreamKey<O>,
  turn: Turn,
): Promise<Fresh<AnswerOf<O>>> {
  const startedAt = new Date();
  try {
    const answer = await callMoltflow(place.workspaceId, turn, (client) => callFor(client, key));
    await keep(place, key, answer, startedAt);
  } catch (error) {
    await keepFailure(place, key, error instanceof DomainError ? error.reason : "internal");
    throw error;
  }
  return toFresh(await inTenant(place.workspaceId, (tx) => findRow(tx, place, key)), false);
}

/** Somebody else is making the same call. */
async function waitForAnother<O extends CachedOperation>(
  place: ReadPlace,
  key: UpstreamKey<O>,
): Promise<Fresh<AnswerOf<O>>> {
  const until = Date.now() + longestWaitMs;
  let row: ReadRow | null = null;
  while (Date.now() < until) {
    await sleep(lookEveryMs);
    row = await inTenant(place.workspaceId, (tx) => findRow(tx, place, key));
    if (row === null || row.body !== null || row.failure !== null) break;
  }
  return toFresh(row, row?.body == null && row?.failure == null);
}

function planFor<O extends CachedOperation>(
  place: ReadPlace,
  key: UpstreamKey<O>,
  row: ReadRow,
  at: Date,
): Promise<Fresh<AnswerOf<O>>> {
  return inTenant(place.workspaceId, async (tx) => {
    await extendLease(tx, place, key, at);
    await enqueue(tx, refreshRead, { ...place, ...key }, { runAt: at });
    return { ...toFresh<O>(row, true), refreshAt: at.toISOString() };
  });
}
