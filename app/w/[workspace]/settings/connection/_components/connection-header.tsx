import { useTranslations } from "next-intl";
import { PageHeader } from "#app/_components/page-header.tsx";

export function ConnectionHeader() {
  const t = useTranslations("connection");
  return <PageHeader title={t("title")} description={t("description")} />;
}
