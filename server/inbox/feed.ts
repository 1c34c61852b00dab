import { and, asc, eq, gt, lte } from "drizzle-orm";
import { events } from "#db/schema/index.ts";
import { inTenant, type Place, sightIn } from "#db/tenant.ts";
import { messageOf } from "#server/core/errors.ts";
import { log } from "#server/core/log.ts";
import { singleton } from "#server/core/singleton.ts";
import { follow, type Topic } from "#server/live/index.ts";
import { Mailbox } from "#server/live/mailbox.ts";
import { lastEventSeq } from "#server/workspaces/index.ts";
import { type EventSummary, toSummary } from "./view.ts";
import { readVisibility, visibleEvents } from "./visibility.ts";

/** Events up to and including `through`; those that the reader may not see are left out. */
export type FeedBatch = { events: EventSummary[]; through: number };

const pageSize = 200;
/** Reads are at least this far apart, so a flood costs a constant number of queries and messages. */
const paceMs = 25;
/** A viewer this far behind is cut off; it comes back with its last `seq` and reads what it missed. */
const maxQueuedBatches = 400;

async function readAfter(place: Place, after: number): Promise<FeedBatch & { more: boolean }> {
  const { workspaceId } = sightIn(place);
  // Before the rows, and past what this reader may not see: numbers become visible in order and without gaps.
  const last = await lastEventSeq(workspaceId);
  if (last <= after) return { events: [], through: after, more: false };
  return inTenant(place, async (tx) => {
    const rows = await tx
      .select()
      .from(events)
      .where(
        and(
          eq(events.workspaceId, workspaceId),
          gt(events.seq, after),
          lte(events.seq, last),
          visibleEvents(await readVisibility(tx, place)),
        ),
      )
      .orderBy(asc(events.seq))
      .limit(pageSize);
    const more = rows.length === pageSize;
    return { events: rows.map(toSummary), through: more ? (rows.at(-1)?.seq ?? last) : last, more };
  });
}

/** Reads a workspace's new events once for all of its viewers in this process who may see the same of it. */
class Tail {
  readonly ready: Promise<void>;
  private readonly viewers = new Set<Mailbox<FeedBatch>>();
  private position = 0;
  private reading = false;
  private again = false;
  private readonly stopFollowing: () => void;
  private readonly place: Place;

  constructor(place: Place) {
    this.place = place;
    const { workspaceId } = sightIn(place);
    // Follow first: what commits after the position was read then nudges.
    this.stopFollowing = follow(workspaceId, (topic: Topic | null) => {
      if (topic === null || topic === "events") void this.read();
    });
    this.ready = lastEventSeq(workspaceId).then((seq) => {
      this.position = seq;
    });
  }

  attach(viewer: Mailbox<FeedBatch>): void {
    this.viewers.add(viewer);
  }

  /** @returns whether nobody is left */
  detach(viewer: Mailbox<FeedBatch>): boolean {
    this.viewers.delete(viewer);
    if (this.viewers.size > 0) return false;
    this.stopFollowing();
    return true;
  }

  private async read(): Promise<void> {
    this.again = true;
    if (this.reading) return;
    this.reading = true;
    try {
      await this.ready;
      while (this.again) {
        const startedMs = performance.now();
        this.again = false;
        await this.readOnce();
        if (this.again)
          await new Promise((resolve) =>
            setTimeout(resolve, Math.max(0, startedMs + paceMs - performance.now())),
          );
      }
    } catch (error) {
      // The next nudge or sweep tries again from the same position, so nothing is skipped.
      log().warn(
        { workspaceId: sightIn(this.place).workspaceId, err: messageOf(error) },
        "live: events could not be read",
      );
    } finally {
      this.reading = false;
    }
  }

  private async readOnce(): Promise<void> {
    const { more, ...batch } = await readAfter(this.place, this.position);
    if (batch.through === this.position) return;
    this.position = batch.through;
    this.again ||= more;
    for (const viewer of this.viewers) viewer.push(batch);
  }
}

const tails = () => singleton("inbox.tails", () => new Map<string, Tail>());

const tailKey = (place: Place) => JSON.stringify(sightIn(place));

function tailOf(place: Place): Tail {
  const tail = tails().get(tailKey(place)) ?? new Tail(place);
  tails().set(tailKey(place), tail);
  return tail;
}

/**
 * Every visible event after `after`, each once and in order, as batches, until the signal aborts or the reader falls
 * too far behind. `through` is what to resume from.
 */
export async function* followEvents(
  place: Place,
  after: number,
  signal: AbortSignal,
): AsyncGenerator<FeedBatch> {
  const tail = tailOf(place);
  const viewer = new Mailbox<FeedBatch>(maxQueuedBatches);
  const leave = () => viewer.close();
  signal.addEventListener("abort", leave, { once: true });
  // Attached before the replay: what commits during it waits here and is recognised by its seq.
  tail.attach(viewer);
  try {
    await tail.ready;
    let seen = after;
    for (let more = true; more && !signal.aborted; ) {
      const page = await readAfter(place, seen);
      more = page.more;
      seen = page.through;
      if (page.events.length > 0) yield { events: page.events, through: seen };
    }
    for (let batches = await viewer.take(); batches; batches = await viewer.take()) {
      const fresh = batches.flatMap((batch) => batch.events).filter(({ seq }) => seq > seen);
      seen = Math.max(seen, batches.at(-1)?.through ?? 0);
      if (fresh.length > 0) yield { events: fresh, through: seen };
    }
  } finally {
    signal.removeEventListener("abort", leave);
    if (tail.detach(viewer) && tails().get(tailKey(place)) === tail) tails().delete(tailKey(place));
  }
}
