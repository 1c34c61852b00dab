import type { Queryable } from "#db/client.ts";
import { auditEntries } from "#db/schema/index.ts";
import { newId } from "#server/core/ids.ts";

/**
 * Who acts: a member in the browser, a program with a token (`userId` null for a token of the workspace), a rule that
 * people made, an operator at the command line, or Moltdesk itself.
 */
export type Actor =
  | { kind: "member"; userId: string; ip?: string }
  | { kind: "token"; tokenId: string; userId: string | null; ip?: string }
  | { kind: "automation"; name: string }
  | { kind: "operator" }
  | { kind: "system" };

/** A change, or a refusal, as `entity.verb`, without secrets and without customers' words or addresses. */
export type AuditEntry = {
  workspaceId: string;
  actor: Actor;
  action: `${string}.${string}`;
  outcome?: "done" | "refused";
  target?: string;
  /** `before` and `after` for a change of values. */
  details?: Record<string, unknown>;
};

function actorId(actor: Actor): string | null {
  if (actor.kind === "member") return actor.userId;
  if (actor.kind === "token") return actor.tokenId;
  return actor.kind === "automation" ? actor.name : null;
}

/** Writes the entry in the transaction of the change that it tells of; the database chains it at commit. */
export async function record(
  tx: Queryable,
  { workspaceId, actor, action, outcome, target, details }: AuditEntry,
): Promise<void> {
  await tx.insert(auditEntries).values({
    workspaceId,
    id: newId(),
    actorKind: actor.kind,
    actorId: actorId(actor),
    ip: "ip" in actor ? (actor.ip ?? null) : null,
    action,
    outcome: outcome ?? "done",
    target: target ?? null,
    details: details ?? {},
  });
}
