import { MoltflowError, type MoltflowErrorKind } from "./errors.ts";
import type { OperationId } from "./generated/operations.ts";
import { refusalError } from "./refusals.ts";
import { failureCode, readCapped, type TransportOptions, tellRateLimit, turnFor } from "./transport.ts";

/** `token` is a user's JWT, which travels in the address; `signal` ends the stream. */
export type StreamAccess = { token: string; signal: AbortSignal };

/** `requestId` becomes `X-Request-Id` and stands in the stream's errors. */
export type StreamWish = StreamAccess & { requestId: string };

export type StreamTransport = (
  operation: OperationId,
  request: Request,
  wish: StreamWish,
) => AsyncGenerator<Uint8Array>;

/** Longer silence means that the line is dead: streams of this kind send something every 15 s or so. */
const SILENCE_MS = 90_000;

/**
 * Opens one answer that does not end by itself and gives its chunks: without the key (the address carries the token),
 * following no redirect, answered within `timeoutMs`, and cut off after 90 s of silence. Ends without an error when
 * `signal` does or MoltFlow closes it; throws {@link MoltflowError} otherwise. Nothing is tried again: whoever
 * listens decides when.
 */
export function createStreamTransport(
  options: Pick<TransportOptions, "fetch" | "timeoutMs" | "log" | "onRateLimit" | "takeTurn">,
): StreamTransport {
  return async function* stream(operation, request, { token, signal, requestId }) {
    const line = new AbortController();
    const patience = createPatience(line);
    const failed = (kind: MoltflowErrorKind, status: number | null, detail: string) =>
      new MoltflowError({ kind, operation, requestId, outcome: "not_done", status, detail });
    const hear = await turnFor(operation, requestId, request.url, options);
    if (hear instanceof MoltflowError) throw hear;
    try {
      patience.start(options.timeoutMs);
      const response = await open(
        { ...options, onRateLimit: hear },
        request,
        requestId,
        AbortSignal.any([signal, line.signal]),
      );
      const { ok, status, headers } = response;
      if (!ok) {
        const bytes = await readCapped(response);
        const body = bytes === "too_large" ? "" : new TextDecoder().decode(bytes);
        const redact = (text: string) => text.replaceAll(token, "[token]");
        throw refusalError({ operation, requestId, status, headers, body }, redact);
      }
      if (!/^text\/event-stream\b/i.test(headers.get("content-type") ?? "") || response.body === null) {
        throw failed("unexpected_answer", status, "The answer is no stream of events.");
      }
      patience.start(SILENCE_MS);
      for await (const chunk of response.body) {
        // A listener that takes its time with an event is not silence of the stream.
        patience.stop();
        yield chunk;
        patience.start(SILENCE_MS);
      }
    } catch (error) {
      if (signal.aborted) return;
      if (error instanceof MoltflowError) throw error;
      throw failed(line.signal.aborted ? "timeout" : "network", null, failureCode(error));
    } finally {
      patience.stop();
      line.abort();
    }
  };
}

async function open(
  { fetch, log, onRateLimit }: Pick<TransportOptions, "fetch" | "log" | "onRateLimit">,
  request: Request,
  requestId: string,
  signal: AbortSignal,
): Promise<Response> {
  const headers = { accept: "text/event-stream", "x-request-id": requestId };
  const response = await fetch(request.url, { method: "GET", headers, redirect: "manual", signal });
  await tellRateLimit(response, onRateLimit, log);
  return response;
}

function createPatience(line: AbortController) {
  let timer: NodeJS.Timeout | undefined;
  const stop = () => clearTimeout(timer);
  return {
    stop,
    start(ms: number) {
      stop();
      timer = setTimeout(() => line.abort(), ms);
    },
  };
}
