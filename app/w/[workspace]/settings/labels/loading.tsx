import { useTranslations } from "next-intl";
import { PageHeader } from "#app/_components/page-header.tsx";
import { Skeleton } from "#app/_ui/skeleton.tsx";
import { PageBody } from "../../_components/page-body.tsx";

export default function LabelsLoading() {
  const t = useTranslations("labels");
  return (
    <PageBody aria-busy>
      <PageHeader
        title={t("title")}
        description={t("description")}
        actions={<Skeleton className="h-8 w-32" />}
      />
      <Skeleton className="h-72 rounded-lg" />
    </PageBody>
  );
}
