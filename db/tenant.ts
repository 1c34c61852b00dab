import { sql } from "drizzle-orm";
import { systemDb, type Transaction } from "./client.ts";
import { tenantRole } from "./schema/columns.ts";

/** What a transaction may see: a workspace, or the part of it that a restricted member may see. */
export type Sight = {
  workspaceId: string;
  /** Only these numbers; null means all. */
  onlyNumbers: readonly string[] | null;
  /** Only chats that are assigned to this member; null means all. */
  assignedTo: string | null;
};

/** A member's sight, or the id of a workspace for work that no restricted member asks for: all of it. */
export type Place = string | Sight;

export const sightIn = (place: Place): Sight =>
  typeof place === "string" ? { workspaceId: place, onlyNumbers: null, assignedTo: null } : place;

export const isWhole = (place: Place): boolean => {
  const { onlyNumbers, assignedTo } = sightIn(place);
  return onlyNumbers === null && assignedTo === null;
};

/**
 * Runs `work` in a transaction that has dropped to the tenant role and sees only rows within `place`, whatever
 * its queries forget to say. Throw to roll back.
 */
export function inTenant<T>(place: Place, work: (tx: Transaction) => Promise<T>): Promise<T> {
  const { workspaceId, onlyNumbers, assignedTo } = sightIn(place);
  const numbers = onlyNumbers === null ? "" : `{${onlyNumbers.join(",")}}`;
  return systemDb().transaction(async (tx) => {
    // All settings in one round trip; `true` ends them with the transaction.
    await tx.execute(
      sql`select set_config('app.workspace_id', ${workspaceId}, true), set_config('app.only_numbers', ${numbers}, true), set_config('app.assigned_to', ${assignedTo ?? ""}, true), set_config('role', ${tenantRole.name}, true)`,
    );
    return work(tx);
  });
}
