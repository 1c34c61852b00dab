"use client";

import { useTranslations } from "next-intl";
import type { ReactNode } from "react";
import { EmptyState } from "#app/_components/empty-state.tsx";
import { useRoleNames } from "#app/_lib/errors/use-role-names.ts";

/** Says who may see webhooks, to somebody who may not. */
export function WebhooksDenied({ icon, managers }: { icon: ReactNode; managers: readonly string[] }) {
  const t = useTranslations("webhooks.denied");
  const roleNames = useRoleNames();
  return <EmptyState icon={icon} title={t("title")} text={t("text", { roles: roleNames(managers) })} />;
}
