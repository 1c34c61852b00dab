import webPush from "web-push";
import { messageOf } from "#server/core/errors.ts";
import { log } from "#server/core/log.ts";
import { loopbackAllowed, sendGuarded } from "#server/net/index.ts";
import type { PushSubscription } from "./schemas.ts";
import { vapidKeys, vapidSubject } from "./vapid.ts";

/** What the service worker shows. Of `tag` there is one on the screen: a newer one takes its place. */
export type PushMessage = { title: string; body: string; url: string; tag: string };

export type PushRules = { urgent: boolean; ttlSeconds: number };

/** `gone`: the browser does not want it any more. `later`: try again. `refused`: trying again helps nobody. */
export type PushOutcome = { kind: "sent" | "gone" | "refused" } | { kind: "later"; retryAfterMs: number };

const timeoutMs = 8_000;
/** A push service has little to say. */
const maxResponseBytes = 4_096;

/** Encrypts a message for one browser and hands it to its push service. Takes no longer than eight seconds. */
export async function pushToBrowser(
  subscription: PushSubscription,
  message: PushMessage,
  rules: PushRules,
): Promise<PushOutcome> {
  const request = requestFor(subscription, message, rules);
  if (!request) return { kind: "gone" };
  const outcome = await sendGuarded(request, {
    ...{ timeoutMs, maxResponseBytes, allowLoopback: loopbackAllowed() },
  });
  const { status, error, detail } = outcome;
  if (error === null) return { kind: "sent" };
  log().info({ status, error, detail, host: new URL(request.url).host }, "a push was not taken");
  return verdictOf(status, outcome.headers["retry-after"]);
}

/** What a push service's answer means; `status` null: there was none. */
export function verdictOf(status: number | null, retryAfter?: string): PushOutcome {
  if (status === null || status === 429 || status >= 500)
    return { kind: "later", retryAfterMs: retryAfterMs(retryAfter) };
  // 401 and 403: it was made for other keys than ours of today.
  if ([401, 403, 404, 410].includes(status)) return { kind: "gone" };
  return { kind: "refused" };
}

function retryAfterMs(header = ""): number {
  const ms = /^\d+$/.test(header) ? Number(header) * 1_000 : Date.parse(header) - Date.now();
  return Number.isFinite(ms) ? Math.max(ms, 0) : 0;
}

/** Null for a subscription whose keys nobody can encrypt for. */
function requestFor(subscription: PushSubscription, message: PushMessage, { urgent, ttlSeconds }: PushRules) {
  try {
    const { endpoint, headers, body } = webPush.generateRequestDetails(
      subscription,
      JSON.stringify(message),
      {
        vapidDetails: { subject: vapidSubject(), ...vapidKeys() },
        contentEncoding: "aes128gcm",
        TTL: ttlSeconds,
        urgency: urgent ? "high" : "normal",
        topic: message.tag,
      },
    );
    if (!body) throw new Error("There is nothing to send.");
    const texts = Object.entries(headers).map(([name, value]) => [name.toLowerCase(), String(value)]);
    return { url: endpoint, method: "POST" as const, headers: Object.fromEntries(texts), body };
  } catch (error) {
    log().warn({ err: messageOf(error) }, "a browser's keys are none");
    return null;
  }
}
