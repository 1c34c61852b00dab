import { and, eq, isNotNull, sql } from "drizzle-orm";
import type { Transaction } from "#db/client.ts";
import { deliveries, destinations, members, replays } from "#db/schema/index.ts";
import { record } from "#server/audit/index.ts";
import { acceptDeliveries } from "#server/deliveries/index.ts";
import { nudge } from "#server/live/index.ts";
import { giveNotice } from "#server/notices/index.ts";
import { type Picked, pickEvents } from "./pick-events.ts";

export type ReplayPlace = { workspaceId: string; replayId: string };

/** A step makes a second's worth. */
const stepMs = 1_000;
/** While what it has made waits, more of it would only hold the destination's other work up. */
const waitingMs = 5_000;
/** Where a filter lets next to nothing through, a step looks at so many pages; the next one follows at once. */
const maxPages = 20;

export const isReplay = ({ workspaceId, replayId }: ReplayPlace) =>
  and(eq(replays.workspaceId, workspaceId), eq(replays.id, replayId));

/**
 * Makes the next deliveries of a replay, in the caller's transaction: whatever they are, and that they were made, is
 * true together. Two that step at once take turns.
 * @returns when the next step is due; null when there is none
 */
export async function takeStep(tx: Transaction, place: ReplayPlace): Promise<Date | null> {
  const replay = await lockRunning(tx, place);
  if (!replay) return null;
  const { now, movedAt } = replay;
  const dueMs = (movedAt?.getTime() ?? 0) + stepMs;
  // A step that comes a little early costs nothing; one that comes twice would double the pace. A clock that was set
  // back does not stop it.
  if (movedAt && movedAt <= now && dueMs - now.getTime() > stepMs / 10) return new Date(dueMs);
  if (replay.destination.deletedAt) return end(tx, place, replay, "cancelled");
  if (replay.destination.disabledAt) return end(tx, place, replay, "paused");
  const limit = Math.min(replay.ratePerSecond, 2 * replay.ratePerSecond - (await countWaiting(tx, replay)));
  if (limit <= 0) {
    await tx.update(replays).set({ movedAt: now }).where(isReplay(place));
    return new Date(now.getTime() + waitingMs);
  }
  const { picked, doneSeq } = await pickStep(tx, replay, limit);
  await make(tx, place, replay, { picked, doneSeq });
  if (doneSeq >= replay.throughSeq) return null;
  return new Date(now.getTime() + (picked.length > 0 ? stepMs : 0));
}

type Replay = NonNullable<Awaited<ReturnType<typeof lockRunning>>>;

async function lockRunning(tx: Transaction, place: ReplayPlace) {
  const [found] = await tx
    .select({
      replay: replays,
      destination: {
        id: destinations.id,
        name: destinations.name,
        filter: destinations.filter,
        disabledAt: destinations.disabledAt,
        deletedAt: destinations.deletedAt,
      },
      now: sql`clock_timestamp()`.mapWith(replays.createdAt),
    })
    .from(replays)
    .innerJoin(
      destinations,
      and(eq(destinations.workspaceId, replays.workspaceId), eq(destinations.id, replays.destinationId)),
    )
    .where(and(isReplay(place), eq(replays.state, "running")))
    .for("update", { of: replays });
  return found && { ...found.replay, destination: found.destination, now: found.now };
}

/** How many that it made have not been tried yet. */
async function countWaiting(tx: Transaction, { workspaceId, id, ratePerSecond }: Replay): Promise<number> {
  const waiting = await tx
    .select({ one: sql`1` })
    .from(deliveries)
    .where(
      and(
        eq(deliveries.workspaceId, workspaceId),
        eq(deliveries.replayId, id),
        isNotNull(deliveries.replayId),
        eq(deliveries.state, "pending"),
      ),
    )
    .limit(2 * ratePerSecond);
  return waiting.length;
}

async function pickStep(tx: Transaction, replay: Replay, limit: number) {
  const { workspaceId, destination, selection, createdAt: begunAt, throughSeq } = replay;
  const source = { workspaceId, destination, selection, begunAt };
  const picked: Picked[] = [];
  let doneSeq = replay.doneSeq;
  for (let pages = 0; pages < maxPages && picked.length < limit && doneSeq < throughSeq; pages += 1) {
    const page = await pickEvents(tx, source, { afterSeq: doneSeq, throughSeq }, limit - picked.length);
    picked.push(...page.picked);
    doneSeq = page.through;
  }
  return { picked, doneSeq };
}

async function make(
  tx: Transaction,
  place: ReplayPlace,
  replay: Replay,
  { picked, doneSeq }: { picked: Picked[]; doneSeq: number },
): Promise<void> {
  const { workspaceId, replayId } = place;
  const isDone = doneSeq >= replay.throughSeq;
  if (isDone) await tellAuthor(tx, replay);
  const destinationId = replay.destination.id;
  const made =
    replay.made +
    (await acceptDeliveries(
      tx,
      workspaceId,
      picked.map((one) => ({ ...one, destinationId, replayId })),
    ));
  // It was counted when it began: what has gone since, or was only guessed, shows at the end.
  const total = isDone ? made : Math.max(replay.total, made);
  await tx
    .update(replays)
    .set({ made, total, doneSeq, movedAt: replay.now, ...(isDone && { state: "done", endedAt: replay.now }) })
    .where(isReplay(place));
  await nudge(tx, workspaceId, "deliveries");
}

/** The destination was deleted, or is off: then nothing would ever take what is made. */
async function end(
  tx: Transaction,
  place: ReplayPlace,
  { workspaceId, destination, now }: Replay,
  state: "cancelled" | "paused",
): Promise<null> {
  await tx
    .update(replays)
    .set({ state, ...(state === "cancelled" && { endedAt: now }) })
    .where(isReplay(place));
  await record(tx, {
    workspaceId,
    actor: { kind: "system" },
    action: state === "cancelled" ? "replay.cancel" : "replay.pause",
    target: destination.id,
    details: { replay: place.replayId },
  });
  await nudge(tx, workspaceId, "deliveries");
  return null;
}

async function tellAuthor(
  tx: Transaction,
  { workspaceId, id, createdBy, destination }: Replay,
): Promise<void> {
  if (createdBy === null || !(await isMember(tx, workspaceId, createdBy))) return;
  await giveNotice(tx, {
    ...{ workspaceId, userId: createdBy, kind: "replay_done", destinationId: destination.id },
    params: { destination: destination.name },
    about: id,
  });
}

/** Whoever left in the meantime has no bell here. */
async function isMember(tx: Transaction, workspaceId: string, userId: string): Promise<boolean> {
  return (
    (await tx.$count(members, and(eq(members.workspaceId, workspaceId), eq(members.userId, userId)))) > 0
  );
}
