import type { IncomingMessage } from "node:http";

/** Largest body that an inbox takes. */
export const maxBodyBytes = 1024 * 1024;

/** The sender announced or sent more than `maxBodyBytes`. */
export class BodyTooLargeError extends Error {
  override name = "BodyTooLargeError";
}

/** The sender went away before its body was whole. */
export class BodyAbortedError extends Error {
  override name = "BodyAbortedError";
}

/** Reads the raw body. @throws BodyTooLargeError as soon as the cap is passed, BodyAbortedError */
export type BodyReader = () => Promise<Buffer>;

function assertAnnouncedSize(contentLength: string | null | undefined): void {
  if (Number(contentLength ?? 0) > maxBodyBytes) throw new BodyTooLargeError("announced");
}

async function collect(chunks: AsyncIterable<Uint8Array>): Promise<Buffer> {
  const kept: Uint8Array[] = [];
  let size = 0;
  try {
    for await (const chunk of chunks) {
      size += chunk.byteLength;
      if (size > maxBodyBytes) throw new BodyTooLargeError("sent");
      kept.push(chunk);
    }
  } catch (error) {
    throw error instanceof BodyTooLargeError ? error : new BodyAbortedError("aborted", { cause: error });
  }
  return Buffer.concat(kept, size);
}

/** Listens instead of iterating: every event passes here, and an iterator costs several times as much. */
export async function readNodeBody(request: IncomingMessage): Promise<Buffer> {
  assertAnnouncedSize(request.headers["content-length"]);
  // Gone while its inbox was looked up: nothing will be emitted any more.
  if (request.destroyed) throw new BodyAbortedError("aborted", { cause: request.errored });
  const { promise, resolve, reject } = Promise.withResolvers<Buffer>();
  const kept: Buffer[] = [];
  let size = 0;
  request.on("data", (chunk: Buffer) => {
    size += chunk.length;
    if (size > maxBodyBytes) reject(new BodyTooLargeError("sent"));
    else kept.push(chunk);
  });
  request.on("end", () => resolve(Buffer.concat(kept, size)));
  request.on("error", (cause) => reject(new BodyAbortedError("aborted", { cause })));
  request.on("close", () => request.complete || reject(new BodyAbortedError("closed")));
  return promise;
}

export async function readWebBody(request: Request): Promise<Buffer> {
  assertAnnouncedSize(request.headers.get("content-length"));
  return request.body ? collect(request.body) : Buffer.alloc(0);
}
