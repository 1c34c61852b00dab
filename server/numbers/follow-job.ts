import { z } from "zod";
import { inTenant } from "#db/tenant.ts";
import { loginFor, moltflowFor } from "#server/connections/index.ts";
import { DomainError, messageOf } from "#server/core/errors.ts";
import { idSchema } from "#server/core/ids.ts";
import { log } from "#server/core/log.ts";
import { defineJob, type JobDefinition } from "#server/jobs/index.ts";
import { follow as followTopics, nudge } from "#server/live/index.ts";
import { MoltflowError, type SessionEvent } from "#server/moltflow/index.ts";
import { endPairing } from "./end-pairing.ts";
import { longestPairingMs } from "./pairing-rules.ts";
import { getNumber } from "./reads.ts";
import { saveStatus } from "./save-status.ts";
import type { NumberView } from "./view.ts";

const payload = z.object({ workspaceId: idSchema, numberId: idSchema });
type Payload = z.output<typeof payload>;

/** `session.status` and `session.connected` carry it; the other events say nothing of the number. */
const statusSchema = z.object({ status: z.string().min(1), phone_number: z.string().nullish() });

/** Streams of one process at once. Each holds a place among its jobs, and most places are for work that must be done. */
const mostStreams = 2;
const streams = new Set<AbortController>();

/**
 * Follows a number's stream while it is being paired, where a MoltFlow login is at hand: the scan is then seen at once,
 * also where no webhook reaches us. Without one the pairing's slow looks do, as they do when other pairings have all the
 * streams; so nothing is lost when a stream breaks.
 */
export const followNumber: JobDefinition<Payload> = defineJob({
  name: "follow-number",
  payload,
  async run({ workspaceId, numberId }, signal) {
    const token = await loginFor(workspaceId);
    if (token === null || streams.size >= mostStreams) return;
    const over = new AbortController();
    streams.add(over);
    const until = [over.signal, AbortSignal.timeout(longestPairingMs), ...(signal ? [signal] : [])];
    try {
      await follow({ workspaceId, numberId }, { token, over, signal: AbortSignal.any(until) });
    } catch (error) {
      if (!(error instanceof MoltflowError) && !(error instanceof DomainError)) throw error;
      log().warn({ err: messageOf(error), workspaceId, numberId }, "numbers: a session's stream ended");
    } finally {
      streams.delete(over);
    }
  },
});

type Stream = { token: string; over: AbortController; signal: AbortSignal };

/** Until the number works, or its pairing is over for another reason. */
async function follow(key: Payload, { token, over, signal }: Stream): Promise<void> {
  const { workspaceId } = key;
  const look = async () => {
    const number = await read(key);
    if (number.pairing === null) over.abort();
    return number;
  };
  const unfollow = followTopics(workspaceId, (topic) => {
    // A number that is there no longer has no pairing either.
    if (topic === "numbers" || topic === null) look().catch(() => over.abort());
  });
  try {
    const { sessionId } = await look();
    const client = await moltflowFor(workspaceId, { class: "send", member: null }, { watched: false });
    if (over.signal.aborted) return;
    for await (const event of client.streamSessionEvents(sessionId, { token, signal })) {
      if (await hear(key, event)) return;
    }
  } finally {
    unfollow();
  }
}

const read = ({ workspaceId, numberId }: Payload): Promise<NumberView> =>
  inTenant(workspaceId, (tx) => getNumber(tx, workspaceId, numberId));

/** @returns whether there is nothing more to wait for */
async function hear({ workspaceId, numberId }: Payload, event: SessionEvent): Promise<boolean> {
  const heard = statusSchema.safeParse(event.data);
  if (!heard.success) return false;
  const { status, phone_number: phoneNumber } = heard.data;
  return inTenant(workspaceId, async (tx) => {
    const news = { status, ...(phoneNumber && { phoneNumber }) };
    await saveStatus(tx, { workspaceId, numberId }, news, new Date());
    const isWorking = status === "working";
    if (isWorking) await endPairing(tx, { workspaceId, numberId }, { state: "connected", failure: null });
    await nudge(tx, workspaceId, "numbers");
    return isWorking;
  });
}
