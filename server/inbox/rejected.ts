import { systemSql } from "#db/client.ts";
import { messageOf } from "#server/core/errors.ts";
import { newId } from "#server/core/ids.ts";
import { log } from "#server/core/log.ts";
import { singleton } from "#server/core/singleton.ts";
import { createRateCap } from "./rate-cap.ts";

export const maxRejectedKept = 100;
const bodyStartBytes = 4096;

/** A flood of forged requests must not become a flood of writes. */
const writesPerInbox = () =>
  singleton("inbox.rejected-cap", () => createRateCap({ perSecond: 5, burst: 20 }));

export type Rejected = {
  workspaceId: string;
  inboxId: string;
  receivedAt: Date;
  reason: "signature_missing" | "signature_wrong";
  headers: Record<string, string>;
  body: Buffer;
};

/**
 * Keeps a refused request among the inbox's last hundred, for debugging. Best effort: the refusal itself was already
 * decided, so a failure here is logged and changes nothing.
 */
export async function keepRejected(rejected: Rejected): Promise<void> {
  const { workspaceId, inboxId, receivedAt, reason, headers, body } = rejected;
  if (!writesPerInbox().take(inboxId, Date.now()).ok) return;
  const sql = systemSql();
  try {
    await sql`
      with added as (
        insert into rejected_requests (workspace_id, id, inbox_id, received_at, reason, headers, body_start, body_bytes)
        values (${workspaceId}, ${newId()}, ${inboxId}, ${receivedAt.toISOString()}, ${reason}, ${JSON.stringify(headers)},
          ${body.subarray(0, bodyStartBytes)}, ${body.length})
      )
      delete from rejected_requests where workspace_id = ${workspaceId} and inbox_id = ${inboxId} and id in (
        select id from rejected_requests where workspace_id = ${workspaceId} and inbox_id = ${inboxId}
        order by id desc offset ${maxRejectedKept - 1}
      )`;
  } catch (error) {
    log().warn({ inboxId, err: messageOf(error) }, "inbox: a refused request could not be kept");
  }
}
