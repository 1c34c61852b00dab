import { setTimeout as pause } from "node:timers/promises";
import { newId } from "#server/core/ids.ts";
import { type Inbox, sendOnce } from "#tests/faults/support/sender.ts";

export type Pace = { perSecond: number; seconds: number };

/**
 * Sends events at a steady rate, to each inbox in turn, whether or not the last one was answered.
 * @returns when each event was acknowledged, in milliseconds since 1970, by its id
 * @throws when one is not accepted
 */
export async function sendSteadily(
  origin: string,
  inboxes: readonly Inbox[],
  { perSecond, seconds }: Pace,
): Promise<Map<string, number>> {
  const acceptedMs = new Map<string, number>();
  const sendOneTo = async (inbox: Inbox) => {
    const body = JSON.stringify({ event: "message.received", data: { message: newId() } });
    const { status, id } = await sendOnce(origin, inbox, body);
    if (status !== 202 || id === null) throw new Error(`An event was answered ${status}.`);
    acceptedMs.set(id, performance.timeOrigin + performance.now());
  };
  const startedMs = performance.now();
  const sends: Promise<void>[] = [];
  for (let number = 0; number < perSecond * seconds; number++) {
    const waitMs = startedMs + (number * 1000) / perSecond - performance.now();
    if (waitMs > 0) await pause(waitMs);
    const inbox = inboxes[number % inboxes.length];
    if (inbox) sends.push(sendOneTo(inbox));
  }
  await Promise.all(sends);
  return acceptedMs;
}
