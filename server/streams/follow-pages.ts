import { setTimeout as pause } from "node:timers/promises";
import { type Place, sightIn } from "#db/tenant.ts";
import { mayGoOn, type Reader } from "#server/api/go-on.ts";
import { singleton } from "#server/core/singleton.ts";
import { type Page, readPage } from "./read-page.ts";
import type { Wanted } from "./schemas.ts";
import { Wake, wakeUps } from "./wake.ts";

const pageSize = 200;
/** Reads are at least this far apart, so a flood costs a constant number of queries. */
const paceMs = 25;

const turns = () => singleton("streams.turns", () => ({ next: null as Promise<void> | null }));

/** The next turn to read, which is the same for all: what they have in common is then read once. */
function nextTurn(): Promise<void> {
  const common = turns();
  common.next ??= pause(paceMs).then(() => {
    common.next = null;
  });
  return common.next;
}

type Flight = { page: Promise<Page>; startedAt: number };
const flights = () => singleton("streams.flights", () => new Map<string, Flight>());

/** Reads once for all who woke for the same news, may see the same, want the same, and have come as far. */
function readTogether(place: Place, wanted: Wanted, after: number, newsAt: number) {
  const key = JSON.stringify([sightIn(place), wanted, after]);
  const running = flights().get(key);
  // One that began before the news may have looked before it, too.
  if (running && running.startedAt >= newsAt) return running.page;
  const page = readPage(place, wanted, after, pageSize);
  const flight = { page, startedAt: wakeUps() };
  flights().set(key, flight);
  const landed = () => void (flights().get(key) === flight && flights().delete(key));
  page.then(landed, landed);
  return page;
}

/** Who follows: what they may see, whose rights they have, and whether they still have them. */
export type Follower = { place: Place; authorId: string | null; mayGoOn: () => Promise<boolean> };

export const followerOf = (reader: Reader): Follower => ({
  place: reader.entered.sight,
  authorId: reader.entered.authorId,
  mayGoOn: () => mayGoOn(reader),
});

export type Following = { wanted: Wanted; after: number; signal: AbortSignal; quietMs: number };

/**
 * Every visible and wanted event after `after`, each once and in order. A page without rows says how far it has come
 * when nothing was to be told for `quietMs`. Reads only as fast as it is read. Ends when the signal aborts, and as soon
 * as the follower may not have this any more.
 */
export async function* followPages(follower: Follower, following: Following): AsyncGenerator<Page> {
  const { wanted, after, signal, quietMs } = following;
  const { place, authorId } = follower;
  const wake = new Wake(sightIn(place).workspaceId, authorId);
  let seen = after;
  let toldAtMs = performance.now();
  try {
    while (!signal.aborted) {
      if (wake.takeRights() && !(await follower.mayGoOn())) return;
      if (wake.takeNews()) {
        const page = await readTogether(place, wanted, seen, wake.newsAt);
        if (page.more) wake.again();
        seen = page.next;
        if (page.rows.length > 0 && !signal.aborted) {
          yield page;
          toldAtMs = performance.now();
        }
        if (!page.more) await nextTurn();
      }
      const quietLeftMs = toldAtMs + quietMs - performance.now();
      if (quietLeftMs > 0) {
        await wake.next(quietLeftMs, signal);
      } else {
        yield { rows: [], next: seen, more: false };
        toldAtMs = performance.now();
      }
    }
  } finally {
    wake.stop();
  }
}
