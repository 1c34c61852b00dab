import { and, eq, inArray } from "drizzle-orm";
import type { Transaction } from "#db/client.ts";
import { numbers } from "#db/schema/index.ts";
import { DomainError, notFound } from "#server/core/errors.ts";
import { isRestrictable, type Restrictions, type Role, unrestricted } from "./roles.ts";

const isRestricted = ({ onlyNumbers, assignedOnly, hidePhones, noExport }: Restrictions) =>
  onlyNumbers !== null || assignedOnly || hidePhones || noExport;

/**
 * Restrictions that somebody with this role can have, as they were wanted.
 * @throws DomainError invalid `member.not_restrictable`; `number.not_found` for a number of another workspace, or one
 * that this one may not use
 */
export async function checkRestrictions(
  tx: Transaction,
  workspaceId: string,
  role: Role,
  wanted: Restrictions,
): Promise<Restrictions> {
  if (!isRestricted(wanted)) return unrestricted;
  if (!isRestrictable(role)) {
    throw new DomainError(
      "invalid",
      "member.not_restrictable",
      "Only agents and viewers can be restricted. Choose one of these roles, or no restriction.",
    );
  }
  const { onlyNumbers } = wanted;
  if (onlyNumbers === null) return wanted;
  const known = await tx
    .select({ id: numbers.id })
    .from(numbers)
    .where(
      and(eq(numbers.workspaceId, workspaceId), eq(numbers.allowed, true), inArray(numbers.id, onlyNumbers)),
    );
  if (known.length !== onlyNumbers.length) throw notFound("number");
  return wanted;
}
