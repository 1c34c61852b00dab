import type { Sight } from "#db/tenant.ts";
import type { Actor } from "#server/audit/index.ts";
import { DomainError } from "#server/core/errors.ts";
import { type Role, rolesThatMay } from "#server/members/index.ts";
import type { Audience } from "./schemas.ts";

/** The member who asks: rules are for people, so no program is among them. */
export type Asker = {
  sight: Sight;
  userId: string;
  role: Role;
  /** Whether they change everybody's rules, or their own only. */
  mayManage: boolean;
  /** Contacts' addresses are aliases for them. */
  hidePhones: boolean;
  actor: Actor;
};

export const isOwn = (audience: Audience, { userId }: Pick<Asker, "userId">): boolean =>
  audience.kind === "member" && audience.userId === userId;

/** @throws DomainError forbidden `subscription.own_only` for a rule that is not only for themselves */
export function assertMayChange(audience: Audience, asker: Asker): void {
  if (!asker.mayManage && !isOwn(audience, asker)) throw ownOnly();
}

function ownOnly(): DomainError {
  const roles = rolesThatMay("subscriptions.manage").join(", ");
  return new DomainError(
    "forbidden",
    "subscription.own_only",
    `You may make and change rules for yourself only. For everybody else ask one of: ${roles}.`,
    { params: { roles } },
  );
}
