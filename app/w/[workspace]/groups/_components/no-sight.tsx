"use client";

import { Lock } from "lucide-react";
import { useTranslations } from "next-intl";
import { EmptyState } from "#app/_components/empty-state.tsx";
import { useRoleNames } from "#app/_lib/errors/use-role-names.ts";

interface NoSightProps {
  /** Their role does not show groups, or they see only chats that are assigned to them. */
  why: "role" | "assignedOnly";
  /** Who can grant it. */
  roles: readonly string[];
}

export function NoSight({ why, roles }: NoSightProps) {
  const t = useTranslations("groups.noSight");
  const roleNames = useRoleNames();
  return (
    <EmptyState
      icon={<Lock />}
      title={t(`${why}.title`)}
      text={t(`${why}.text`, { roles: roleNames(roles) })}
    />
  );
}
