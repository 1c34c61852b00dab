import { createHmac, randomUUID } from "node:crypto";
import { setTimeout as pause } from "node:timers/promises";
import { digest } from "#server/core/ids.ts";

/** One answer, or none: then `status` is 0. */
export type Answer = {
  status: number;
  id: string | null;
  retryAfter: string | null;
  /** From the request to its answer or failure. */
  tookMs: number;
};

export type Acknowledged = { sha256: string; id: string; status: number };

export type Inbox = { token: string; secret: string | null };

const answerLimitMs = 20_000;

/** The number that all bodies tell of. */
export const sendersSession = "s";

/** A body like no other, in MoltFlow's envelope. */
export function newEvent(event = "message.received"): string {
  const data = {
    session_id: sendersSession,
    chat_id: "5511999999999@c.us",
    message: randomUUID(),
    direction: "inbound",
  };
  return JSON.stringify({ event, timestamp: new Date().toISOString(), data });
}

/** Sends one body, signed, once. */
export async function sendOnce(origin: string, { token, secret }: Inbox, body: string): Promise<Answer> {
  const startedMs = performance.now();
  const signature = createHmac("sha256", secret ?? "")
    .update(body)
    .digest("hex");
  try {
    const response = await fetch(`${origin}/in/${token}`, {
      method: "POST",
      headers: { "content-type": "application/json", "x-webhook-signature": signature },
      body,
      signal: AbortSignal.timeout(answerLimitMs),
    });
    const { id = null } = (await response.json()) as { id?: string };
    const retryAfter = response.headers.get("retry-after");
    return { status: response.status, id, retryAfter, tookMs: performance.now() - startedMs };
  } catch {
    // Whatever broke the connection, a sender only knows that it got no answer.
    return { status: 0, id: null, retryAfter: null, tookMs: performance.now() - startedMs };
  }
}

export type SenderOptions = {
  /** How many of them. */
  count?: number;
  /** Between a sender's event and its next one. */
  restMs?: number;
  makeBody?: () => string;
};

/**
 * Senders side by side, each with one event at a time, which it repeats with the same bytes until somebody
 * acknowledges it: what MoltFlow's retries and careful programs do.
 */
export class Senders {
  readonly answers: Answer[] = [];
  readonly acknowledged: Acknowledged[] = [];
  private readonly origin: string;
  private readonly inbox: Inbox;
  private readonly restMs: number;
  private readonly makeBody: () => string;
  private readonly loops: Promise<void>[];
  private stopping = false;

  constructor(
    origin: string,
    inbox: Inbox,
    { count = 16, restMs = 0, makeBody = () => newEvent() }: SenderOptions = {},
  ) {
    this.origin = origin;
    this.inbox = inbox;
    this.restMs = restMs;
    this.makeBody = makeBody;
    this.loops = Array.from({ length: count }, () => this.run());
  }

  /** Each finishes the event that it is at. Needs a server that answers. */
  async finish(): Promise<void> {
    this.stopping = true;
    await Promise.all(this.loops);
  }

  private async run(): Promise<void> {
    while (!this.stopping) {
      await this.deliver(this.makeBody());
      if (this.restMs > 0) await pause(this.restMs);
    }
  }

  private async deliver(body: string): Promise<void> {
    for (;;) {
      const answer = await sendOnce(this.origin, this.inbox, body);
      this.answers.push(answer);
      if (answer.id !== null && (answer.status === 202 || answer.status === 200)) {
        const sha256 = digest(body).toString("hex");
        this.acknowledged.push({ sha256, id: answer.id, status: answer.status });
        return;
      }
      await pause(20);
    }
  }
}
