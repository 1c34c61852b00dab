import { z } from "zod";
import { inTenant } from "#db/tenant.ts";
import { callMoltflow, syncTurn } from "#server/connections/index.ts";
import { DomainError } from "#server/core/errors.ts";
import { idSchema } from "#server/core/ids.ts";
import { defineJob, enqueue, type JobDefinition } from "#server/jobs/index.ts";
import { callFor, operationSchema } from "./operations.ts";
import { extendLease, keep, keepFailure } from "./rows.ts";

const payload = z.object({
  workspaceId: idSchema,
  connectionId: idSchema,
  numberId: idSchema.nullable(),
  operation: operationSchema,
  params: z.string(),
  sessionId: z.string().nullable(),
});
type Payload = z.output<typeof payload>;

/** Reads again, behind the page, what somebody looked at; it waits for the budget as all syncs do. */
export const refreshRead: JobDefinition<Payload> = defineJob({
  name: "refresh-upstream-read",
  payload,
  run: refresh,
});

async function refresh(asked: Payload): Promise<void> {
  const { operation, params, sessionId, ...place } = asked;
  const key = { operation, params, sessionId };
  const startedAt = new Date();
  try {
    const answer = await callMoltflow(place.workspaceId, syncTurn, async (client, connectionId) =>
      // Another key by now: its answers belong into rows of its own.
      connectionId === place.connectionId ? { body: await callFor(client, key) } : null,
    );
    if (answer) await keep(place, key, answer.body, startedAt);
  } catch (error) {
    if (!(error instanceof DomainError)) throw error;
    if (error.code !== "limited") return keepFailure(place, key, error.reason);
    const at = new Date(Date.now() + (error.retryAfterMs ?? 60_000));
    await inTenant(place.workspaceId, async (tx) => {
      await extendLease(tx, place, key, at);
      await enqueue(tx, refreshRead, asked, { runAt: at });
    });
  }
}
