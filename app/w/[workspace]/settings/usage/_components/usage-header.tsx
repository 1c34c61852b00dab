import { useTranslations } from "next-intl";
import { PageHeader } from "#app/_components/page-header.tsx";

export function UsageHeader() {
  const t = useTranslations("usage");
  return <PageHeader title={t("title")} description={t("description")} />;
}
