import { messageOf } from "#server/core/errors.ts";
import { log } from "#server/core/log.ts";

/** One message of a stream of server-sent events, or a comment. */
export type Frame = { id?: number; event?: string; data?: unknown; retryMs?: number };

/** A name that fits on one line; events name themselves, and anything may stand there. */
const plainName = /^[\w.:/-]{1,200}$/;

/** A frame as it goes over the wire. Without data it is a sign of life, which also says how far the stream has come. */
export function writeFrame({ id, event, data, retryMs }: Frame): string {
  const lines = [
    ...(retryMs === undefined ? [] : [`retry: ${retryMs}`]),
    ...(id === undefined ? [] : [`id: ${id}`]),
    ...(event !== undefined && plainName.test(event) ? [`event: ${event}`] : []),
    data === undefined ? ":" : `data: ${JSON.stringify(data)}`,
  ];
  return `${lines.join("\n")}\n\n`;
}

const chunkCharacters = 64 * 1024;

/** Frames as few chunks: each costs as much as several frames do. */
export function* inChunks(frames: Iterable<Frame>): Generator<string> {
  let chunk = "";
  for (const frame of frames) {
    chunk += writeFrame(frame);
    if (chunk.length < chunkCharacters) continue;
    yield chunk;
    chunk = "";
  }
  if (chunk !== "") yield chunk;
}

/** A reader that takes nothing for this long is cut off; it comes back with its last id. */
const slowMs = 30_000;

/**
 * The body of a stream. Chunks are asked for as they are taken, so a slow reader costs one chunk of memory, and after
 * `slowAfterMs` its connection. However it ends, `end` is called once.
 */
export function streamOf(
  chunks: AsyncGenerator<string>,
  end: () => void,
  slowAfterMs = slowMs,
): ReadableStream<Uint8Array> {
  const encoder = new TextEncoder();
  let timer: NodeJS.Timeout | undefined;
  let ended = false;
  const finish = () => {
    clearTimeout(timer);
    if (ended) return;
    ended = true;
    end();
    // It may be waiting; `end` wakes it.
    chunks.return(undefined).catch(() => undefined);
  };
  return new ReadableStream({
    async pull(controller) {
      clearTimeout(timer);
      try {
        const { done, value } = await chunks.next();
        if (done) {
          finish();
          controller.close();
          return;
        }
        controller.enqueue(encoder.encode(value));
      } catch (error) {
        if (!ended) log().warn({ err: messageOf(error) }, "streams: a stream broke off");
        finish();
        throw error;
      }
      timer = setTimeout(() => {
        finish();
        controller.error(new DOMException("The reader takes nothing.", "AbortError"));
      }, slowAfterMs);
    },
    cancel: finish,
  });
}
