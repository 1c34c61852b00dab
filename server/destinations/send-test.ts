import { inTenant } from "#db/tenant.ts";
import { type Actor, record } from "#server/audit/index.ts";
import { countAttempt } from "#server/auth/index.ts";
import { DomainError } from "#server/core/errors.ts";
import { newId } from "#server/core/ids.ts";
import { loopbackAllowed, sendGuarded } from "#server/net/index.ts";
import { buildRequest } from "./build-request.ts";
import { exampleEvent, testEventType } from "./example-event.ts";
import { TemplateError } from "./fill-template.ts";
import { openDestination } from "./open-destination.ts";
import { findDestination } from "./reads.ts";
import type { TestResult } from "./schemas.ts";

const timeoutMs = 15_000;
const maxResponseBytes = 4_096;
const perMinute = 10;

/**
 * Sends a signed example to a destination, also to one that is off. Nothing is kept of the answer, and it counts for
 * nothing.
 * @throws DomainError `destination.not_found`, limited `destination.tests_limited`
 */
export async function sendTest(
  workspaceId: string,
  destinationId: string,
  actor: Actor,
  { allowLoopback = loopbackAllowed() }: { allowLoopback?: boolean } = {},
): Promise<TestResult> {
  const row = await inTenant(workspaceId, (tx) => findDestination(tx, workspaceId, destinationId));
  const counted = await countAttempt("destination test", workspaceId, { limit: perMinute, windowMs: 60_000 });
  if (!counted.allowed) throw limited(counted.retryAfterMs);
  await inTenant(workspaceId, (tx) =>
    record(tx, { workspaceId, actor, action: "destination.test", target: destinationId }),
  );
  const now = new Date();
  const destination = await openDestination(row, now);
  const event = exampleEvent(workspaceId, testEventType, now);
  try {
    const delivery = { id: newId(), attempt: 1, isReplay: false };
    const request = await buildRequest(destination, event, delivery, now);
    const outcome = await sendGuarded(request, { timeoutMs, maxResponseBytes, allowLoopback });
    const { status, durationMs, error, detail, body } = outcome;
    const responseBody = body.toString();
    return { delivered: error === null, status, durationMs, error, detail, responseBody };
  } catch (error) {
    if (!(error instanceof TemplateError)) throw error;
    const none = { delivered: false, status: null, durationMs: 0, responseBody: "" };
    return { ...none, error: "template", detail: error.message };
  }
}

function limited(retryAfterMs: number): DomainError {
  const seconds = Math.ceil(retryAfterMs / 1000);
  return new DomainError(
    "limited",
    "destination.tests_limited",
    `A workspace sends ${perMinute} tests a minute, and these are used up. Try again in ${seconds} seconds.`,
    { params: { count: perMinute, seconds }, retryAfterMs },
  );
}
