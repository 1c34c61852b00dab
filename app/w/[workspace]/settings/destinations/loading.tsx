import { useTranslations } from "next-intl";
import { PageHeader } from "#app/_components/page-header.tsx";
import { Skeleton } from "#app/_ui/skeleton.tsx";
import { PageBody } from "../../_components/page-body.tsx";

export default function DestinationsLoading() {
  const t = useTranslations("destinations");
  return (
    <PageBody aria-busy>
      <PageHeader
        title={t("title")}
        description={t("description")}
        actions={<Skeleton className="h-8 w-36" />}
      />
      <Skeleton className="h-52 rounded-lg" />
    </PageBody>
  );
}
