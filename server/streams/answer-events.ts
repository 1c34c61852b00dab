import type { EventRow } from "#db/schema/index.ts";
import { type ApiContext, createContext } from "#server/api/context.ts";
import { signInFirst } from "#server/api/enter.ts";
import { headersOf } from "#server/api/error-map.ts";
import { mayGoOn, type Reader } from "#server/api/go-on.ts";
import { problemOf } from "#server/api/http-error.ts";
import { env } from "#server/core/env.ts";
import { followerOf, followPages } from "./follow-pages.ts";
import { beginAt, openReader, shapeFor } from "./open-reader.ts";
import { takePlace } from "./open-streams.ts";
import { readPage } from "./read-page.ts";
import { respondWithStream } from "./respond-with-stream.ts";
import { type EventsAnswer, eventsQuerySchema, type Wanted } from "./schemas.ts";
import { type Frame, inChunks, writeFrame } from "./sse.ts";
import { lastEventIdOf, wantsStream } from "./stream-request.ts";
import { type Shape, toStreamEvent } from "./to-event.ts";
import { Wake } from "./wake.ts";

/** A stream that has nothing to say shows this often that it lives. */
const beatMs = 15_000;
const retryMs = 2_000;

type Asked = { reader: Reader; shape: Shape; wanted: Wanted; after: number };

/** Waits for the first event when there is none yet. */
async function pull(
  { reader, shape, wanted, after }: Asked,
  { limit, waitMs }: { limit: number; waitMs: number },
  left: AbortSignal,
): Promise<EventsAnswer> {
  const { sight, workspace, authorId } = reader.entered;
  const wake = new Wake(workspace.id, authorId);
  const untilMs = performance.now() + waitMs;
  try {
    for (;;) {
      wake.takeNews();
      const { rows, next, more } = await readPage(sight, wanted, after, limit);
      const leftMs = untilMs - performance.now();
      if (rows.length > 0 || more || leftMs <= 0 || left.aborted) {
        return { events: rows.map((row) => toStreamEvent(row, shape)), next, more };
      }
      await wake.next(leftMs, left);
      if (wake.takeRights() && !(await mayGoOn(reader))) throw signInFirst();
    }
  } finally {
    wake.stop();
  }
}

function toFrame(row: EventRow, shape: Shape): Frame {
  const { seq: id, event } = row;
  return { id, ...(event !== null && { event }), data: toStreamEvent(row, shape) };
}

async function* chunksOf(
  { reader, shape, wanted, after }: Asked,
  signal: AbortSignal,
): AsyncGenerator<string> {
  yield writeFrame({ retryMs, id: after, event: "ready", data: { workspace: reader.slug, after } });
  const following = { wanted, after, signal, quietMs: beatMs };
  for await (const { rows, next } of followPages(followerOf(reader), following)) {
    if (rows.length === 0) yield writeFrame({ id: next });
    else yield* inChunks(rows.values().map((row) => toFrame(row, shape)));
  }
}

async function answer(request: Request, context: ApiContext): Promise<Response> {
  const reader = await openReader(context);
  const { sight, workspace } = reader.entered;
  const query = Object.fromEntries(new URL(request.url).searchParams);
  const { after, limit, raw, wait, ...wanted } = eventsQuerySchema.parse(query);
  const shape = await shapeFor(reader, raw);
  const isStream = wantsStream(request.headers);
  const begin = isStream ? (lastEventIdOf(request.headers) ?? after ?? "latest") : (after ?? 0);
  const asked = { reader, shape, wanted, after: await beginAt(workspace.id, begin) };
  if (isStream) {
    // A number that is not there is told before a stream is promised.
    await readPage(sight, wanted, asked.after, 1);
    return respondWithStream(reader, request.signal, (signal) => chunksOf(asked, signal));
  }
  const release = wait > 0 ? takePlace(context.grant?.tokenId ?? "", workspace.id) : null;
  try {
    const page = await pull(asked, { limit, waitMs: wait * 1000 }, request.signal);
    return Response.json(page, { headers: { "cache-control": "no-store", ...headersOf([], context.quota) } });
  } finally {
    release?.();
  }
}

/**
 * Answers a program that asks for events: a page of them, or with `Accept: text/event-stream` all from here on. Every
 * refusal is told as problem details.
 */
export async function answerEvents(request: Request): Promise<Response> {
  const context = await createContext(request.headers, env().PUBLIC_URL);
  try {
    return await answer(request, context);
  } catch (error) {
    return problemOf(error, context);
  }
}
