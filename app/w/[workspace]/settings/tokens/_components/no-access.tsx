"use client";

import { Lock } from "lucide-react";
import { useTranslations } from "next-intl";
import { EmptyState } from "#app/_components/empty-state.tsx";
import { PageHeader } from "#app/_components/page-header.tsx";
import { useRoleNames } from "#app/_lib/errors/use-role-names.ts";
import { rolesThatMay } from "#server/members/roles.ts";

/** Why somebody has no tokens here, and who can change that. */
export function NoAccess({ cause }: { cause: "billing" | "noExport" }) {
  const t = useTranslations("tokens");
  const roleNames = useRoleNames();
  const roles = roleNames(rolesThatMay("members.manage"));
  return (
    <>
      <PageHeader title={t("title")} description={t("description")} />
      <EmptyState
        icon={<Lock />}
        title={t(`noAccess.${cause}Title`)}
        text={cause === "noExport" ? t("noAccess.noExportText") : t("noAccess.billingText", { roles })}
      />
    </>
  );
}
