import { tracked } from "@trpc/server";
import { z } from "zod";
import { messageOf } from "#server/core/errors.ts";
import { log } from "#server/core/log.ts";
import { type EventSummary, type FeedBatch, followEvents } from "#server/inbox/index.ts";
import { follow, type Topic, topicsSince } from "#server/live/index.ts";
import { Mailbox } from "#server/live/mailbox.ts";
import type { Demand } from "./enter.ts";
import { mayGoOn, type Reader } from "./go-on.ts";
import { workspaceProcedure } from "./trpc.ts";
import { withoutPhones } from "./without-phones.ts";

/** New events, oldest first, and the topics whose queries a screen should read again. */
export type LiveMessage = {
  events: EventSummary[];
  topics: Topic[] | "all";
  /** When it was said, by our clock. */
  saidAtMs: number;
  /** The reader may see something else now, or nothing: what the browser holds is to be forgotten. */
  rightsChanged: boolean;
};

/**
 * `lastEventId` is what the browser sends when it reconnects; `after` is the last `seq` that the page had when it was
 * made, and `madeAtMs` when that was, by our clock.
 */
const input = z.object({
  after: z.number().int().min(0),
  madeAtMs: z.number().int().min(0).default(0),
  lastEventId: z.string().regex(/^\d+$/).nullish(),
});

const maxWaiting = 1000;
const liveDemand: Demand = { permission: "workspace.read", confirmed: false };

/** What a browser has: events up to `after`, and all else as of `madeAtMs`; null: it reads all else again anyway. */
type Start = { after: number; madeAtMs: number | null };

/** Merges events and nudges; the id of each message is the last `seq` that the browser has. */
async function* liveMessages(reader: Reader, { after, madeAtMs }: Start, signal: AbortSignal) {
  const { workspace, sight, authorId, may } = reader.entered;
  const mailbox = new Mailbox<FeedBatch | Topic | null>(maxWaiting);
  // Ends the feed also when the reader leaves without aborting the request.
  const done = new AbortController();
  const close = () => mailbox.close();
  const breakOff = (error: unknown) => {
    log().warn({ workspaceId: workspace.id, err: messageOf(error) }, "live: a stream broke off");
    close();
  };
  let rightsChanged = false;
  const lookAgain = async () => {
    rightsChanged = !(await mayGoOn(reader));
    if (rightsChanged) close();
  };
  // `null` is the sweep, which finds what a lost nudge would have said.
  const hear = (topic: Topic | null) => {
    if (topic === "access" || topic === null) lookAgain().catch(breakOff);
    if (topic !== "events" && topic !== "access") mailbox.push(topic);
  };
  const followed = authorId === null ? [workspace.id] : [workspace.id, authorId];
  const stopFollowing = followed.map((id) => follow(id, hear));
  // What changed between the page's making and this moment was said to nobody.
  const missed = madeAtMs === null ? [] : followed.map((id) => topicsSince(id, madeAtMs));
  for (const topics of missed) {
    for (const topic of topics === "all" ? [null] : topics) hear(topic);
  }
  const pump = async () => {
    for await (const batch of followEvents(sight, after, done.signal)) mailbox.push(batch);
    mailbox.close();
  };
  signal.addEventListener("abort", close, { once: true });
  if (may("inbox.read")) void pump().catch(breakOff);
  let seen = after;
  try {
    for (let items = await mailbox.take(); items; items = await mailbox.take()) {
      const batches = items.filter((item) => typeof item === "object" && item !== null);
      seen = batches.at(-1)?.through ?? seen;
      const message = toMessage(items, batches);
      yield tracked(String(seen), workspace.hidePhones ? withoutPhones(workspace.id, message) : message);
    }
    if (rightsChanged) yield tracked(String(seen), { ...nothing(), rightsChanged });
    // A stream that ends well tells the browser to stay away; one that breaks off is asked for again, from `seen`.
    if (!signal.aborted) throw new DOMException("The stream cannot go on.", "AbortError");
  } finally {
    for (const stop of stopFollowing) stop();
    done.abort();
  }
}

const nothing = (): LiveMessage => ({ events: [], topics: [], saidAtMs: Date.now(), rightsChanged: false });

function toMessage(items: (FeedBatch | Topic | null)[], batches: FeedBatch[]): LiveMessage {
  const topics = items.filter((item) => typeof item === "string");
  return {
    ...nothing(),
    events: batches.flatMap((batch) => batch.events),
    topics: items.includes(null) ? "all" : [...new Set(topics)],
  };
}

/**
 * The one stream of a browser tab: everything that changes in a workspace, as far as the reader may see it, resumable
 * without gap. It breaks off as soon as their rights change or their session ends; the browser asks anew.
 */
export const live = workspaceProcedure(liveDemand.permission)
  .input(input)
  .subscription(({ ctx, input: { after, madeAtMs, lastEventId, workspace: slug }, signal }) =>
    liveMessages(
      { context: ctx, entered: ctx, slug, demand: liveDemand },
      { after: Math.max(after, Number(lastEventId ?? 0)), madeAtMs: lastEventId ? null : madeAtMs },
      signal ?? new AbortController().signal,
    ),
  );
