import { useTranslations } from "next-intl";
import { PageHeader } from "#app/_components/page-header.tsx";
import { Skeleton } from "#app/_ui/skeleton.tsx";
import { PageBody } from "../../_components/page-body.tsx";

export default function SecurityLoading() {
  const t = useTranslations("security.policy");
  return (
    <PageBody aria-busy>
      <PageHeader title={t("pageTitle")} description={t("lead")} />
      <Skeleton className="h-28 rounded-lg" />
      <Skeleton className="h-40 rounded-lg" />
    </PageBody>
  );
}
