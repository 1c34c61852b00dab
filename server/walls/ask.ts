import { setTimeout as pause } from "node:timers/promises";
import { TRPCError } from "@trpc/server";
import { DomainError } from "#server/core/errors.ts";

/** Calls procedures as one person; a function a path. */
export type Caller = object;

/** What a procedure said: a refusal with its reason, an answer as text, or trouble that proves nothing. */
export type Reply =
  | { kind: "refused"; reason: string }
  | { kind: "answered"; text: string }
  | { kind: "failed"; code: string };

/** A stream that is opened behind an event tells of it at once; this long it is listened to. */
const streamMs = 1_000;
/** The codes of a wall. Whatever else goes wrong, went wrong behind it. */
const refusals = new Set(["NOT_FOUND", "FORBIDDEN", "BAD_REQUEST"]);

function procedureAt(caller: Caller, path: string): (input: object) => Promise<unknown> {
  let place: unknown = caller;
  for (const part of path.split(".")) place = (place as Record<string, unknown>)[part];
  return place as (input: object) => Promise<unknown>;
}

const isStream = (data: unknown): data is AsyncIterable<unknown> =>
  typeof data === "object" && data !== null && Symbol.asyncIterator in data;

/** What a stream says at its beginning. It stays open until whoever made the caller aborts it. */
async function beginningOf(stream: AsyncIterable<unknown>): Promise<unknown[]> {
  const said: unknown[] = [];
  const messages = stream[Symbol.asyncIterator]();
  const over = pause(streamMs, null);
  for (;;) {
    const next = messages.next();
    // It may end badly once nobody listens any more.
    next.catch(() => undefined);
    const message = await Promise.race([next, over]);
    if (!message || message.done) break;
    said.push(message.value);
  }
  return said;
}

/** Asks one procedure. Never throws. */
export async function ask(caller: Caller, path: string, input: object): Promise<Reply> {
  try {
    const data = await procedureAt(caller, path)(input);
    const value = isStream(data) ? await beginningOf(data) : data;
    return { kind: "answered", text: JSON.stringify(value) ?? "" };
  } catch (error) {
    return toReply(error);
  }
}

function toReply(error: unknown): Reply {
  if (!(error instanceof TRPCError)) return { kind: "failed", code: "INTERNAL_SERVER_ERROR" };
  const { cause, code } = error;
  // Input that the procedure does not understand never came to a wall.
  if (!refusals.has(code) || !(cause instanceof DomainError)) return { kind: "failed", code };
  return { kind: "refused", reason: cause.reason };
}
