import { DrizzleQueryError } from "drizzle-orm";
import { env } from "#server/core/env.ts";
import { messageOf } from "#server/core/errors.ts";
import { GroupCommit, QueueFullError } from "#server/core/group-commit.ts";
import { digest, newId } from "#server/core/ids.ts";
import { log } from "#server/core/log.ts";
import { metrics } from "#server/core/metrics.ts";
import { singleton } from "#server/core/singleton.ts";
import { BodyAbortedError, type BodyReader, BodyTooLargeError } from "./body.ts";
import { readEnvelope } from "./envelope.ts";
import { findInbox, goodSecrets, type OpenInbox } from "./lookup.ts";
import { createRateCap } from "./rate-cap.ts";
import { keepRejected } from "./rejected.ts";
import { checkSignature, signatureHeader } from "./signature.ts";
import { type Arrival, type Stored, storeArrivals } from "./store.ts";

/** A request as both doors hand it over: header names in lower case. */
export type InboxRequest = { token: string; headers: Record<string, string>; readBody: BodyReader };

/** What to answer; `body` is sent as JSON. */
export type InboxReply = { status: number; body: Record<string, unknown>; headers?: Record<string, string> };

/** Never kept: they may authenticate the sender to somebody else, or say nothing about the event. */
const droppedHeaders = new Set(["authorization", "cookie", "proxy-authorization", "connection", "host"]);
const maxHeaderLength = 1024;

const rateCap = () =>
  singleton("inbox.rate-cap", () => {
    const perSecond = env().INBOX_EVENTS_PER_SECOND;
    return createRateCap({ perSecond, burst: perSecond * 2 });
  });

/** Errors of a row (class 22 and 23) may be one sender's; everything else is the database's. */
const isRowsFault = (error: unknown) =>
  error instanceof Error && "code" in error && /^2[23]/.test(String(error.code));

/** A few events a commit instead of one by one: a flood of one workspace leaves the database to the others then. */
const batchEveryMs = 6;

const groupCommit = () =>
  singleton("inbox.group-commit", () => {
    return new GroupCommit<Arrival, Stored>({
      write: storeArrivals,
      everyMs: batchEveryMs,
      sizeOf: (arrival) => arrival.body.length + 1024,
      mayBeOneItemsFault: isRowsFault,
    });
  });

const refuse = (
  status: number,
  error: string,
  message: string,
  headers?: Record<string, string>,
): InboxReply => ({
  status,
  body: { error, message },
  ...(headers && { headers }),
});

const unknownInbox = () =>
  refuse(404, "inbox_not_found", "No inbox has this address. Copy it again from Moltdesk.");
const busy = () =>
  refuse(503, "busy", "The event was not stored. Send it again in a moment.", { "retry-after": "2" });

function keptHeaders(headers: Record<string, string>): Record<string, string> {
  return Object.fromEntries(
    Object.entries(headers)
      .filter(([name]) => !droppedHeaders.has(name))
      .map(([name, value]) => [name, value.slice(0, maxHeaderLength)]),
  );
}

async function store(inbox: OpenInbox, headers: Record<string, string>, body: Buffer): Promise<InboxReply> {
  const arrival: Arrival = {
    id: newId(),
    workspaceId: inbox.workspaceId,
    inboxId: inbox.id,
    verdict: inbox.signed ? "verified" : "unsigned",
    ...readEnvelope(body),
    sha256: digest(body),
    headers: keptHeaders(headers),
    body,
  };
  const stored = await groupCommit().add(arrival);
  return stored.duplicate
    ? { status: 200, body: { id: stored.id, duplicate: true } }
    : { status: 202, body: { id: stored.id } };
}

async function acceptOpen(request: InboxRequest): Promise<InboxReply> {
  const now = new Date();
  const { headers } = request;
  const inbox = await findInbox(request.token);
  const decision = inbox ? rateCap().take(inbox.id, now.getTime()) : { ok: true as const };
  if (!decision.ok) {
    const seconds = Math.max(1, Math.ceil(decision.retryAfterMs / 1000));
    return refuse(
      429,
      "too_many_requests",
      `This inbox takes no more right now. Try again in ${seconds} s.`,
      {
        "retry-after": String(seconds),
      },
    );
  }
  const body = await request.readBody();
  // An unknown address does the work of a known one before it says so.
  const secrets = inbox ? goodSecrets(inbox, now.getTime()) : ["an inbox that does not exist"];
  const verdict = checkSignature(headers[signatureHeader], body, secrets);
  if (!inbox) return unknownInbox();
  if (inbox.signed && verdict !== "good") {
    const reason = `signature_${verdict}` as const;
    const { id: inboxId, workspaceId } = inbox;
    void keepRejected({ workspaceId, inboxId, receivedAt: now, reason, headers: keptHeaders(headers), body });
    return refuse(
      401,
      reason,
      `The header X-Webhook-Signature is ${verdict}: it takes the HMAC-SHA256 of the body in hex.`,
    );
  }
  return store(inbox, headers, body);
}

/**
 * Takes one request to `/in/<token>`: 202 `{id}` after the commit, 200 for bytes that this inbox had within 24 h, 401,
 * 404, 413, 429 for the sender's trouble, 503 for ours. Never throws.
 */
export async function acceptEvent(request: InboxRequest): Promise<InboxReply> {
  const reply = await acceptOrExplain(request);
  metrics().inboxRequests.inc({ status: reply.status });
  return reply;
}

async function acceptOrExplain(request: InboxRequest): Promise<InboxReply> {
  try {
    return await acceptOpen(request);
  } catch (error) {
    if (error instanceof BodyTooLargeError) {
      return refuse(413, "too_large", "An event may have 1 MiB at most.", { connection: "close" });
    }
    if (error instanceof BodyAbortedError)
      return refuse(400, "incomplete", "The body ended early. Send it again.");
    if (!(error instanceof QueueFullError)) {
      const cause = error instanceof DrizzleQueryError ? error.cause : error;
      log().error({ err: messageOf(cause) }, "inbox: an event could not be stored");
    }
    return busy();
  }
}

/** Resolves when every accepted request has its answer, for a shutdown that loses nothing. */
export const inboxDrained = (): Promise<void> => groupCommit().drained();
