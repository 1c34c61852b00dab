import { useTranslations } from "next-intl";
import { PageHeader } from "#app/_components/page-header.tsx";
import { Skeleton } from "#app/_ui/skeleton.tsx";
import { PageBody } from "../../_components/page-body.tsx";

export default function AuditLoading() {
  const t = useTranslations("audit");
  return (
    <PageBody aria-busy className="max-w-6xl">
      <PageHeader
        title={t("title")}
        description={t("description")}
        actions={<Skeleton className="h-8 w-52" />}
      />
      <Skeleton className="h-8" />
      <Skeleton className="h-96 rounded-lg" />
    </PageBody>
  );
}
