import { z } from "zod";
import { inTenant } from "#db/tenant.ts";
import { loginFor, moltflowFor } from "#server/connections/index.ts";
import { DomainError, messageOf } from "#server/core/errors.ts";
import { idSchema } from "#server/core/ids.ts";
import { log } from "#server/core/log.ts";
import { defineJob, type JobDefinition } from "#server/jobs/index.ts";
import { nudge } from "#server/live/index.ts";
import { MoltflowError, type SessionEvent } from "#server/moltflow/index.ts";
import { endPairing } from "./end-pairing.ts";
import { longestPairingMs } from "./pairing-rules.ts";
import { getNumber } from "./reads.ts";
import { saveStatus } from "./save-status.ts";

const payload = z.object({ workspaceId: idSchema, numberId: idSchema });
type Payload = z.output<typeof payload>;

/** `session.status` and `session.connected` carry it; the other events say nothing of the number. */
const statusSchema = z.object({ status: z.string().min(1), phone_number: z.string().nullish() });

/**
 * Follows a number's stream while it is being paired, where a MoltFlow login is at hand: the scan is then seen at once,
 * also where no webhook reaches us. Without one the pairing's slow looks do; so nothing is lost when a stream breaks.
 */
export const followNumber: JobDefinition<Payload> = defineJob({
  name: "follow-number",
  payload,
  async run({ workspaceId, numberId }) {
    const token = await loginFor(workspaceId);
    if (token === null) return;
    try {
      await follow({ workspaceId, numberId }, token);
    } catch (error) {
      if (!(error instanceof MoltflowError) && !(error instanceof DomainError)) throw error;
      log().warn({ err: messageOf(error), workspaceId, numberId }, "numbers: a session's stream ended");
    }
  },
});

async function follow(key: Payload, token: string): Promise<void> {
  const { workspaceId, numberId } = key;
  const number = await inTenant(workspaceId, (tx) => getNumber(tx, workspaceId, numberId));
  const client = await moltflowFor(workspaceId, { class: "send", member: null }, { watched: false });
  const signal = AbortSignal.timeout(longestPairingMs);
  for await (const event of client.streamSessionEvents(number.sessionId, { token, signal })) {
    if (await hear(key, event)) return;
  }
}

/** @returns whether there is nothing more to wait for */
async function hear({ workspaceId, numberId }: Payload, event: SessionEvent): Promise<boolean> {
  const heard = statusSchema.safeParse(event.data);
  if (!heard.success) return false;
  const { status, phone_number: phoneNumber } = heard.data;
  return inTenant(workspaceId, async (tx) => {
    const { pairing } = await getNumber(tx, workspaceId, numberId);
    const news = { status, ...(phoneNumber && { phoneNumber }) };
    await saveStatus(tx, { workspaceId, numberId }, news, new Date());
    const isWorking = status === "working";
    if (isWorking) await endPairing(tx, { workspaceId, numberId }, { state: "connected", failure: null });
    await nudge(tx, workspaceId, "numbers");
    return isWorking || pairing === null;
  });
}
