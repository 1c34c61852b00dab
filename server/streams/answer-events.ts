import { type ApiContext, createContext } from "#server/api/context.ts";
import { signInFirst } from "#server/api/enter.ts";
import { mayGoOn } from "#server/api/go-on.ts";
import { problemOf } from "#server/api/http-error.ts";
import { env } from "#server/core/env.ts";
import { followPages } from "./follow-pages.ts";
import { beginAt, type Opened, openReader } from "./open-reader.ts";
import { takePlace } from "./open-streams.ts";
import { readPage } from "./read-page.ts";
import { type EventsAnswer, eventsQuerySchema, lastEventIdSchema, type Wanted } from "./schemas.ts";
import { type Frame, sseHeaders, streamOf } from "./sse.ts";
import { toStreamEvent } from "./to-event.ts";
import { Wake } from "./wake.ts";

/** A stream that has nothing to say shows this often that it lives. */
const beatMs = 15_000;
const retryMs = 2_000;

export const wantsStream = (headers: Headers): boolean =>
  /\btext\/event-stream\b/i.test(headers.get("accept") ?? "");

/** What a stream was last at, as the reader's library says it when it comes back. */
export function lastEventIdOf(headers: Headers): number | null {
  const id = headers.get("last-event-id");
  return id === null ? null : (lastEventIdSchema.safeParse(id).data ?? null);
}

type Query = { wanted: Wanted; limit: number; waitMs: number };

/** Waits for the first event when there is none yet. */
async function pull(
  { reader, shape }: Opened,
  { wanted, limit, waitMs }: Query,
  after: number,
  signal: AbortSignal,
): Promise<EventsAnswer> {
  const { sight, workspace, authorId } = reader.entered;
  const wake = new Wake(workspace.id, authorId);
  const untilMs = performance.now() + waitMs;
  try {
    for (;;) {
      wake.takeNews();
      const { rows, next, more } = await readPage(sight, wanted, after, limit);
      const leftMs = untilMs - performance.now();
      if (rows.length > 0 || more || leftMs <= 0 || signal.aborted) {
        return { events: rows.map((row) => toStreamEvent(row, shape)), next, more };
      }
      await wake.next(leftMs, signal);
      if (wake.takeRights() && !(await mayGoOn(reader))) throw signInFirst();
    }
  } finally {
    wake.stop();
  }
}

async function* framesOf(
  { reader, shape }: Opened,
  wanted: Wanted,
  after: number,
  signal: AbortSignal,
): AsyncGenerator<Frame> {
  yield { retryMs, id: after, event: "ready", data: { workspace: reader.slug, after } };
  for await (const { rows, next } of followPages(reader, { wanted, after, signal, quietMs: beatMs })) {
    for (const row of rows) {
      const { seq: id, event } = row;
      yield { id, ...(event !== null && { event }), data: toStreamEvent(row, shape) };
    }
    if (rows.length === 0) yield { id: next };
  }
}

async function answer(request: Request, context: ApiContext): Promise<Response> {
  const { searchParams } = new URL(request.url);
  const { after, limit, raw, wait, ...wanted } = eventsQuerySchema.parse(Object.fromEntries(searchParams));
  const opened = await openReader(context, raw);
  const { grant } = opened.reader.context;
  const workspaceId = opened.reader.entered.workspace.id;
  const isStream = wantsStream(request.headers);
  const lastEventId = isStream ? lastEventIdOf(request.headers) : null;
  const begin = await beginAt(workspaceId, lastEventId ?? after ?? (isStream ? "latest" : 0));
  // The number that a stream wants is looked for before the stream is promised.
  if (isStream) await readPage(opened.reader.entered.sight, wanted, begin, 1);
  const release =
    isStream || wait > 0 ? takePlace({ tokenId: grant?.tokenId ?? "", workspaceId }) : () => undefined;
  if (isStream) {
    const done = new AbortController();
    const signal = AbortSignal.any([request.signal, done.signal]);
    const end = () => {
      release();
      done.abort();
    };
    return new Response(streamOf(framesOf(opened, wanted, begin, signal), end), { headers: sseHeaders });
  }
  try {
    const query = { wanted, limit, waitMs: wait * 1000 };
    const page = await pull(opened, query, begin, request.signal);
    return Response.json(page, { headers: { "cache-control": "no-store" } });
  } finally {
    release();
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
    return problemOf(error, context.requestId);
  }
}
