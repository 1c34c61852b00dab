import { messageOf } from "#server/core/errors.ts";
import { log } from "#server/core/log.ts";
import { metrics } from "#server/core/metrics.ts";
import {
  buildRequest,
  type DestinationToSend,
  type EventToSend,
  TemplateError,
} from "#server/destinations/index.ts";
import { sendGuarded } from "#server/net/index.ts";
import type { Claimed } from "./claim.ts";
import { type AttemptOutcome, neverSent, type Result } from "./result.ts";
import { judge } from "./verdict.ts";

export type AttemptRules = { timeoutMs: number; allowLoopback: boolean };

const maxResponseBytes = 16_384;
/** Our own trouble is no attempt: it is looked at again then. */
const ownTroubleMs = 60_000;

/** What an attempt is made of. */
export type Material = { destination: DestinationToSend; event: EventToSend };

/** Attempts a delivery once, or gives it back when we could not even try. Never throws. */
export async function attemptDelivery(
  claimed: Claimed,
  load: () => Promise<Material | null>,
  rules: AttemptRules,
): Promise<Result> {
  const startedAt = new Date();
  try {
    const material = await load();
    if (material === null) return { kind: "given_back", claimed, dueInMs: ownTroubleMs };
    const outcome = await send(claimed, material, rules);
    const attempt = claimed.attempts + 1;
    const verdict = judge(outcome, attempt, { nowMs: Date.now(), random: Math.random() });
    metrics().deliveryAttempts.inc({ outcome: verdict.error ?? verdict.state });
    if (verdict.error !== null) {
      const { id: deliveryId, destinationId } = claimed;
      const { status, durationMs } = outcome;
      const fields = { deliveryId, destinationId, attempt, status, durationMs, error: verdict.error };
      log().debug({ ...fields, state: verdict.state }, "a delivery was not taken");
    }
    return { kind: "attempted", claimed, startedAt, outcome, verdict };
  } catch (error) {
    log().error({ err: messageOf(error), deliveryId: claimed.id }, "a delivery could not be attempted");
    return { kind: "given_back", claimed, dueInMs: ownTroubleMs };
  }
}

async function send(
  { id, attempts, isReplay }: Claimed,
  { destination, event }: Material,
  { timeoutMs, allowLoopback }: AttemptRules,
): Promise<AttemptOutcome> {
  try {
    const delivery = { id, attempt: attempts + 1, isReplay };
    const request = await buildRequest(destination, event, delivery, new Date());
    return await sendGuarded(request, { timeoutMs, maxResponseBytes, allowLoopback });
  } catch (error) {
    if (error instanceof TemplateError) return neverSent("template", error.message);
    throw error;
  }
}
