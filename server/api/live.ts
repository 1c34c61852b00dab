import { tracked } from "@trpc/server";
import { z } from "zod";
import { messageOf } from "#server/core/errors.ts";
import { log } from "#server/core/log.ts";
import { type EventSummary, type FeedBatch, followEvents } from "#server/inbox/index.ts";
import { follow, type Topic } from "#server/live/index.ts";
import { Mailbox } from "#server/live/mailbox.ts";
import { may } from "#server/members/index.ts";
import { workspaceProcedure } from "./trpc.ts";

/** New events, oldest first, and the topics whose queries a screen should read again. */
export type LiveMessage = { events: EventSummary[]; topics: Topic[] | "all" };

/** `lastEventId` is what the browser sends when it reconnects; `after` what the page had when it was made. */
const input = z.object({ after: z.number().int().min(0), lastEventId: z.string().regex(/^\d+$/).nullish() });

const maxWaiting = 1000;

/** Merges events and nudges; the id of each message is the last `seq` that the browser has. */
async function* liveMessages(workspaceId: string, after: number, withEvents: boolean, signal: AbortSignal) {
  const mailbox = new Mailbox<FeedBatch | Topic | null>(maxWaiting);
  // Ends the feed also when the reader leaves without aborting the request.
  const done = new AbortController();
  const stopFollowing = follow(workspaceId, (topic) => {
    if (topic !== "events") mailbox.push(topic);
  });
  const pump = async () => {
    for await (const batch of followEvents(workspaceId, after, done.signal)) mailbox.push(batch);
    mailbox.close();
  };
  const close = () => mailbox.close();
  signal.addEventListener("abort", close, { once: true });
  if (withEvents) {
    void pump().catch((error: unknown) => {
      log().warn({ workspaceId, err: messageOf(error) }, "live: a stream broke off");
      close();
    });
  }
  let seen = after;
  try {
    for (let items = await mailbox.take(); items; items = await mailbox.take()) {
      const batches = items.filter((item) => typeof item === "object" && item !== null);
      seen = batches.at(-1)?.through ?? seen;
      yield tracked(String(seen), toMessage(items, batches));
    }
    // A stream that ends well tells the browser to stay away; one that breaks off is asked for again, from `seen`.
    if (!signal.aborted) throw new DOMException("The stream cannot go on.", "AbortError");
  } finally {
    stopFollowing();
    done.abort();
  }
}

function toMessage(items: (FeedBatch | Topic | null)[], batches: FeedBatch[]): LiveMessage {
  const topics = items.filter((item) => typeof item === "string");
  return {
    events: batches.flatMap((batch) => batch.events),
    topics: items.includes(null) ? "all" : [...new Set(topics)],
  };
}

/** The one stream of a browser tab: everything that changes in a workspace, resumable without gap. */
export const live = workspaceProcedure("workspace.read")
  .input(input)
  .subscription(({ ctx, input: { after, lastEventId }, signal }) =>
    liveMessages(
      ctx.workspace.id,
      Math.max(after, Number(lastEventId ?? 0)),
      may(ctx.workspace.role, "inbox.read"),
      signal ?? new AbortController().signal,
    ),
  );
