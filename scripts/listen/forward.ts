import { setTimeout as pause } from "node:timers/promises";
import { errors, request } from "undici";
import { messageOf } from "#server/core/errors.ts";
import { forwardedHeaders } from "#server/streams/forwarded-headers.ts";
import type { Heard } from "./source.ts";

/** What became of an event at the local program. */
export type Outcome = { status: number | null; tookMs: number; problem: string | null };

const answerWithinMs = 30_000;
const backOff = { firstMs: 250, longestMs: 10_000 };

/** The time to wait before try number `tries`, counted from 0. */
export const backOffMs = (tries: number): number =>
  Math.min(backOff.longestMs, backOff.firstMs * 2 ** Math.min(tries, 10));

/** The program is not there, or left before it answered: it gets the event again. */
const isAway = (error: unknown): boolean =>
  !(error instanceof errors.HeadersTimeoutError || error instanceof errors.BodyTimeoutError) &&
  (error instanceof errors.SocketError ||
    error instanceof errors.ConnectTimeoutError ||
    (error instanceof Error && "code" in error && /^E[A-Z]+$/.test(String(error.code))));

async function post(url: string, { id, headers, body }: Heard): Promise<number> {
  const { statusCode, body: answer } = await request(url, {
    method: "POST",
    headers: { ...forwardedHeaders(headers), "webhook-id": `msg_${id}` },
    body,
    headersTimeout: answerWithinMs,
    bodyTimeout: answerWithinMs,
  });
  await answer.dump();
  return statusCode;
}

export type Waiting = { isAway: (problem: string) => void; isBack: () => void; signal: AbortSignal };

/**
 * Hands an event to a local program, byte for byte. While the program is away it waits and tries again; every answer
 * ends it. @returns null when the signal aborted before there was one
 */
export async function forward(
  url: string,
  heard: Heard,
  { isAway: tellAway, isBack, signal }: Waiting,
): Promise<Outcome | null> {
  for (let tries = 0; ; tries++) {
    const startedMs = performance.now();
    const tookMs = () => Math.round(performance.now() - startedMs);
    try {
      const status = await post(url, heard);
      if (tries > 0) isBack();
      return { status, tookMs: tookMs(), problem: null };
    } catch (error) {
      if (!isAway(error)) return { status: null, tookMs: tookMs(), problem: messageOf(error) };
      if (tries === 0) tellAway(messageOf(error));
    }
    if (signal.aborted) return null;
    // An abort ends the wait, and the next line tells.
    await pause(backOffMs(tries), undefined, { signal }).catch(() => undefined);
    if (signal.aborted) return null;
  }
}
