import { and, eq } from "drizzle-orm";
import type { Transaction } from "#db/client.ts";
import { numbers } from "#db/schema/index.ts";
import { DomainError } from "#server/core/errors.ts";
import { readLimits } from "./read-limits.ts";

/**
 * Makes sure that something may go out to customers: a payment that is missing for too long stops all of it, and what is
 * over the plan its own number's. Without a `numberId`, for what belongs to no number.
 * @throws DomainError conflict `plan.read_only` or `plan.number_frozen`
 */
export async function assertMaySend(
  tx: Transaction,
  workspaceId: string,
  numberId: string | null,
): Promise<void> {
  const { access } = await readLimits(tx, workspaceId);
  if (access === "read_only") throw readOnly();
  if (numberId === null) return;
  const [number] = await tx
    .select({ frozenAt: numbers.frozenAt })
    .from(numbers)
    .where(and(eq(numbers.workspaceId, workspaceId), eq(numbers.id, numberId)));
  if (number?.frozenAt) throw numberFrozen();
}

const readOnly = () =>
  new DomainError(
    "conflict",
    "plan.read_only",
    "Nothing is sent, because a payment for this workspace is missing. What arrives is still stored. Somebody who pays for it can set that right under Settings → Billing.",
  );

const numberFrozen = () =>
  new DomainError(
    "conflict",
    "plan.number_frozen",
    "This number is beyond what the plan has, so nothing is sent through it; what arrives is still stored. Choose which numbers stay, or a bigger plan, under Settings → Billing.",
  );
