import { useTranslations } from "next-intl";
import { PageHeader } from "#app/_components/page-header.tsx";
import { Skeleton } from "#app/_ui/skeleton.tsx";

export default function SecurityLoading() {
  const t = useTranslations("security.account");
  return (
    <>
      <PageHeader title={t("title")} description={t("lead")} />
      <Skeleton className="h-24 rounded-lg" />
      <Skeleton className="h-32 rounded-lg" />
      <Skeleton className="h-48 rounded-lg" />
    </>
  );
}
