"use client";

import { useRoleNames } from "#app/_lib/errors/use-role-names.ts";
import type { Role } from "#server/members/roles.ts";

/** A role's name where it stands alone, with a capital letter in scripts that have them. */
export function RoleName({ role }: { role: Role }) {
  const roleNames = useRoleNames();
  return <span className="inline-block first-letter:uppercase">{roleNames([role])}</span>;
}
