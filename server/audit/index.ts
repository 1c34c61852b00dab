import type { Queryable } from "#db/client.ts";
import { auditEntries } from "#db/schema/index.ts";
import { newId } from "#server/core/ids.ts";

/** Who acts: a member in the browser, an operator at the command line, or Moltdesk itself. */
export type Actor = { kind: "member"; userId: string } | { kind: "operator" } | { kind: "system" };

/** A change, as `entity.verb`, without secrets and without customers' words. */
export type AuditEntry = {
  workspaceId: string;
  actor: Actor;
  action: `${string}.${string}`;
  target?: string;
  details?: Record<string, unknown>;
};

/** Writes the entry in the transaction of the change that it tells of. */
export async function record(tx: Queryable, { workspaceId, actor, action, target, details }: AuditEntry) {
  await tx.insert(auditEntries).values({
    workspaceId,
    id: newId(),
    actorKind: actor.kind,
    actorId: actor.kind === "member" ? actor.userId : null,
    action,
    target: target ?? null,
    details: details ?? {},
  });
}
