import { useTranslations } from "next-intl";
import { PageHeader } from "#app/_components/page-header.tsx";

export function BillingHeader() {
  const t = useTranslations("billing");
  return <PageHeader title={t("title")} description={t("description")} />;
}
