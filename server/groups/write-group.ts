import type { Transaction } from "#db/client.ts";
import { inTenant } from "#db/tenant.ts";
import { type Actor, type AuditEntry, record } from "#server/audit/index.ts";
import { callMoltflow, turnOf } from "#server/connections/index.ts";
import { DomainError } from "#server/core/errors.ts";
import { type MoltflowClient, MoltflowError } from "#server/moltflow/index.ts";
import { assertMaySend } from "#server/plans/index.ts";
import { type CachedOperation, invalidateUpstream } from "#server/upstream/index.ts";

/** One write to a group at MoltFlow, with what is written down of it here. */
export type GroupWrite<T> = {
  workspaceId: string;
  /** The number whose group it is. */
  numberId: string;
  sessionId: string;
  actor: Actor;
  call: (client: MoltflowClient) => Promise<T>;
  /** Reads that tell of what it changed. */
  invalidates: readonly CachedOperation[];
  /** Gets null when it is unknown whether it was done. */
  entry: (answer: T | null) => Pick<AuditEntry, "action" | "target" | "details">;
  /** It only ends something, so it is made whatever the plan says. */
  ends?: boolean;
  /** What else changes here in the same transaction. */
  also?: (tx: Transaction, answer: T) => Promise<void>;
};

/**
 * Makes the write once. Null when MoltFlow did not say whether it was done: that is written down, and the stored answers
 * are read anew, so that people can look before anybody tries again.
 * @throws DomainError what was refused, and so not done; conflict `plan.read_only` or `plan.number_frozen`
 */
export async function writeGroup<T extends object>(write: GroupWrite<T>): Promise<T | null> {
  const { workspaceId, numberId, actor, invalidates } = write;
  if (!write.ends) await inTenant(workspaceId, (tx) => assertMaySend(tx, workspaceId, numberId));
  const answer = await attempt(write);
  await inTenant(workspaceId, async (tx) => {
    const { details, ...entry } = write.entry(answer);
    const outcome = answer === null ? { answer: "unknown" } : {};
    await record(tx, { ...entry, workspaceId, actor, details: { numberId, ...details, ...outcome } });
    for (const operation of invalidates) {
      // Only the list of watched groups tells of all numbers at once.
      const tellsOfAll = operation === "listMonitoredGroups";
      await invalidateUpstream(tx, workspaceId, [operation], tellsOfAll ? undefined : numberId);
    }
    if (answer !== null) await write.also?.(tx, answer);
  });
  return answer;
}

async function attempt<T>({ workspaceId, sessionId, actor, call }: GroupWrite<T>): Promise<T | null> {
  try {
    return await callMoltflow(workspaceId, { ...turnOf(actor, "send"), sessionId }, (client) => call(client));
  } catch (error) {
    const cause = error instanceof DomainError ? error.cause : null;
    if (cause instanceof MoltflowError && cause.outcome === "unknown") return null;
    throw error;
  }
}

/** For a write with nothing to show when its outcome is unknown. */
export const outcomeUnknown = () =>
  new DomainError(
    "upstream",
    "group.outcome_unknown",
    "MoltFlow did not say whether this was done. The groups are being read again: look at them before you try again.",
  );
