import { headersOf } from "#server/api/error-map.ts";
import type { Reader } from "#server/api/go-on.ts";
import { takePlace } from "./open-streams.ts";
import { streamOf } from "./sse.ts";

const headers = {
  "content-type": "text/event-stream; charset=utf-8",
  "cache-control": "no-store, no-transform",
  // Tells nginx to hand on what comes at once.
  "x-accel-buffering": "no",
} as const;

/**
 * An answer that stays open while the reader is there. However it ends, their signal aborts and their place is
 * free again.
 *
 * @param left aborts when the reader has gone
 * @throws DomainError limited `token.too_many_streams`
 */
export function respondWithStream(
  { context, entered }: Reader,
  left: AbortSignal,
  chunksUntil: (signal: AbortSignal) => AsyncGenerator<string>,
): Response {
  const release = takePlace(context.grant?.tokenId ?? "", entered.workspace.id);
  const done = new AbortController();
  const end = () => {
    release();
    done.abort();
  };
  const chunks = chunksUntil(AbortSignal.any([left, done.signal]));
  return new Response(streamOf(chunks, end), { headers: { ...headers, ...headersOf([], context.quota) } });
}
