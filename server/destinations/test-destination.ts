import { inTenant } from "#db/tenant.ts";
import { newId } from "#server/core/ids.ts";
import { loopbackAllowed, sendGuarded } from "#server/net/index.ts";
import { buildRequest } from "./build-request.ts";
import { exampleEvent, testEventType } from "./example-event.ts";
import { openDestination } from "./open-destination.ts";
import { findDestination } from "./reads.ts";
import type { TestResult } from "./schemas.ts";

const shownBytes = 16 * 1024;
const timeoutMs = 15_000;

/** Sends an example; nothing is stored of it. @throws DomainError `destination.not_found` */
export async function testDestination(workspaceId: string, destinationId: string): Promise<TestResult> {
  const row = await inTenant(workspaceId, (tx) => findDestination(tx, workspaceId, destinationId));
  const now = new Date();
  const event = exampleEvent(workspaceId, testEventType, now);
  const open = await openDestination(row, now);
  const request = await buildRequest(open, event, { id: newId(), attempt: 1, isReplay: false }, now);
  const rules = { timeoutMs, maxResponseBytes: shownBytes, allowLoopback: loopbackAllowed() };
  const { status, error, detail, durationMs, body } = await sendGuarded(request, rules);
  return { delivered: error === null, status, durationMs, error, detail, responseBody: body.toString() };
}
