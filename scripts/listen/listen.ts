import { setTimeout as pause } from "node:timers/promises";
import { DomainError } from "#server/core/errors.ts";
import { SetupError } from "../environment.ts";
import type { Cursor } from "./cursor.ts";
import { backOffMs, forward, type Outcome } from "./forward.ts";
import { type Heard, OfflineError, type Source } from "./source.ts";

export type Listening = {
  source: Source;
  /** Where each event is posted to. */
  url: string;
  after: number | "latest";
  cursor: Cursor;
  tell: { forwarded: (heard: Heard, outcome: Outcome) => void; news: (sentence: string) => void };
  signal: AbortSignal;
};

const startAnew = (error: unknown): unknown =>
  error instanceof DomainError && error.reason === "event.after_ahead"
    ? new SetupError(`${error.message} Run this again with --after latest.`, { cause: error })
    : error;

/**
 * Hands every event of a source to a local program, one after the other, until the signal aborts; whichever of the two
 * is away is waited for.
 * @returns how many were handed over, and what it goes on from
 * @throws SetupError for what waiting does not mend
 */
export async function listen({ source, url, cursor, tell, signal, ...from }: Listening) {
  let { after } = from;
  let forwarded = 0;
  let isOffline = false;
  const waiting = {
    isAway: (problem: string) =>
      tell.news(
        `Nobody answers at ${url} (${problem}). The event waits, and those behind it; trying again …`,
      ),
    isBack: () => tell.news(`${url} is back.`),
    signal,
  };

  /** One connection, from beginning to end. */
  async function follow(onBegun: () => void): Promise<void> {
    for await (const told of source.follow(after, signal)) {
      if ("begun" in told) {
        after = told.begun;
        cursor.save(after);
        onBegun();
        continue;
      }
      const outcome = await forward(url, told.heard, waiting);
      if (outcome === null) return;
      forwarded += 1;
      after = told.heard.seq;
      cursor.save(after);
      tell.forwarded(told.heard, outcome);
      if (signal.aborted) return;
    }
  }

  let tries = 0;
  let hasBegun = false;
  const begun = () => {
    if (isOffline) tell.news(`Back online: going on after event ${after}.`);
    else if (!hasBegun) tell.news(`Listening to ${source.name} after event ${after}.`);
    isOffline = false;
    hasBegun = true;
    tries = 0;
  };
  while (!signal.aborted) {
    let waitMs = 0;
    try {
      await follow(begun);
    } catch (error) {
      if (!(error instanceof OfflineError)) throw startAnew(error);
      // A stream that breaks is asked for once more before anybody is told.
      if (tries > 0 && !isOffline) tell.news(`Offline: ${error.message}. Trying again …`);
      isOffline ||= tries > 0;
      ({ waitMs } = error);
    }
    await pause(Math.max(waitMs, backOffMs(tries)), undefined, { signal }).catch(() => undefined);
    tries += 1;
  }
  return { forwarded, after };
}
