import { z } from "zod";
import type { Queryable } from "#db/client.ts";
import { inTenant } from "#db/tenant.ts";
import { moltflowFor, syncTurn } from "#server/connections/index.ts";
import { DomainError, messageOf } from "#server/core/errors.ts";
import { idSchema } from "#server/core/ids.ts";
import { log } from "#server/core/log.ts";
import { defineJob, enqueue } from "#server/jobs/index.ts";
import { nudge } from "#server/live/index.ts";
import { MoltflowError, type Session } from "#server/moltflow/index.ts";
import { getNumber } from "./reads.ts";
import { type NumberKey, saveStatus } from "./save-status.ts";
import type { NumberView } from "./view.ts";

/** Waits before each look; after the last one an event, or a person, has to bring news. */
const looksAfterMs = [3_000, 15_000, 60_000];

const payload = z.object({ workspaceId: idSchema, numberId: idSchema, look: z.number().int().min(0) });
type Payload = z.infer<typeof payload>;

/** Reads the status of a number that is on its way, until it has arrived somewhere: webhooks may not reach us. */
export const refreshNumber = defineJob<Payload>({ name: "refresh-number", payload, run: refresh });

/** Looks at the number soon after the caller's transaction, which is about to start it or has stopped watching it. */
export async function scheduleRefresh(tx: Queryable, key: NumberKey, look = 0): Promise<void> {
  const waitMs = looksAfterMs[look];
  if (waitMs === undefined) return;
  const options = { key: `refresh-number:${key.numberId}`, runAt: new Date(Date.now() + waitMs) };
  await enqueue(tx, refreshNumber, { ...key, look }, options);
}

async function refresh({ look, ...key }: Payload): Promise<void> {
  const { workspaceId, numberId } = key;
  const number = await findOnItsWay(key);
  if (!number) return;
  const at = new Date();
  const session = await readSession(workspaceId, number.sessionId);
  await inTenant(workspaceId, async (tx) => {
    if (session) await saveStatus(tx, key, session, at);
    const { status } = session ?? number;
    if (isOnItsWay(status)) await scheduleRefresh(tx, { workspaceId, numberId }, look + 1);
    await nudge(tx, workspaceId, "numbers");
  });
}

const isOnItsWay = (status: string) => status === "starting" || status === "qr_code";

/** Null when there is nothing to look at any more. */
async function findOnItsWay({ workspaceId, numberId }: NumberKey): Promise<NumberView | null> {
  try {
    const number = await inTenant(workspaceId, (tx) => getNumber(tx, workspaceId, numberId));
    return isOnItsWay(number.status) ? number : null;
  } catch (error) {
    if (error instanceof DomainError && error.code === "not_found") return null;
    throw error;
  }
}

async function readSession(workspaceId: string, sessionId: string): Promise<Session | null> {
  try {
    const client = await moltflowFor(workspaceId, syncTurn);
    return await client.getSession(sessionId);
  } catch (error) {
    if (!(error instanceof MoltflowError) && !(error instanceof DomainError)) throw error;
    // It is no failure: the worker runs this again when its turn comes.
    if (error instanceof MoltflowError && error.kind === "budget_wait") throw error;
    log().warn({ err: messageOf(error) }, "numbers: the status after a start could not be read");
    return null;
  }
}
