"use client";

import { Lock } from "lucide-react";
import { useRoleNames } from "#app/_lib/errors/use-role-names.ts";

interface RoleNoteProps {
  /** Who can help. */
  roles: readonly string[];
  /** Says what the reader may not do, around the list of roles. */
  text: (roles: string) => string;
}

/** One quiet line for people who see a page but may not change it. */
export function RoleNote({ roles, text }: RoleNoteProps) {
  const roleNames = useRoleNames();
  return (
    <p className="flex items-start gap-2 text-muted-foreground text-sm">
      <Lock className="mt-0.5 size-4 shrink-0" aria-hidden />
      {text(roleNames(roles))}
    </p>
  );
}
