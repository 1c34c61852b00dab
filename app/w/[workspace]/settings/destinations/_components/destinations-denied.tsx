"use client";

import { Lock } from "lucide-react";
import { useTranslations } from "next-intl";
import { EmptyState } from "#app/_components/empty-state.tsx";
import { PageHeader } from "#app/_components/page-header.tsx";
import { useRoleNames } from "#app/_lib/errors/use-role-names.ts";

/** Says why somebody sees no destinations, and who can help. */
export function DestinationsDenied({ roles }: { roles: readonly string[] }) {
  const t = useTranslations("destinations");
  const roleNames = useRoleNames();
  return (
    <>
      <PageHeader title={t("title")} description={t("description")} />
      <EmptyState
        icon={<Lock />}
        title={t("denied.title")}
        text={t("denied.text", { roles: roleNames(roles) })}
      />
    </>
  );
}
