import { useTranslations } from "next-intl";
import { PageHeader } from "#app/_components/page-header.tsx";
import { Skeleton } from "#app/_ui/skeleton.tsx";
import { PageBody } from "../../_components/page-body.tsx";

export default function SnippetsLoading() {
  const t = useTranslations("snippets");
  return (
    <PageBody aria-busy>
      <PageHeader title={t("title")} description={t("description")} />
      <Skeleton className="h-8 w-64" />
      <Skeleton className="h-48 rounded-lg" />
    </PageBody>
  );
}
