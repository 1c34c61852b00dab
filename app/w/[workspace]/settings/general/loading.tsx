import { useTranslations } from "next-intl";
import { PageHeader } from "#app/_components/page-header.tsx";
import { Skeleton } from "#app/_ui/skeleton.tsx";
import { PageBody } from "../../_components/page-body.tsx";

export default function GeneralLoading() {
  const t = useTranslations("workspace.general");
  return (
    <PageBody aria-busy>
      <PageHeader title={t("title")} description={t("description")} />
      <Skeleton className="h-24 rounded-lg" />
      <Skeleton className="h-72 rounded-lg" />
      <Skeleton className="h-44 rounded-lg" />
    </PageBody>
  );
}
