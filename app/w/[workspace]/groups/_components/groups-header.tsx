import { useTranslations } from "next-intl";
import type { ReactNode } from "react";
import { PageHeader } from "#app/_components/page-header.tsx";

export function GroupsHeader({ actions }: { actions?: ReactNode }) {
  const t = useTranslations("groups");
  return <PageHeader title={t("title")} description={t("description")} actions={actions} />;
}
