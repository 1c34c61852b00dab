import { useTranslations } from "next-intl";
import { PageHeader } from "#app/_components/page-header.tsx";
import { Skeleton } from "#app/_ui/skeleton.tsx";
import { PageBody } from "../../_components/page-body.tsx";

export default function NotificationsLoading() {
  const t = useTranslations("subscriptions");
  return (
    <PageBody aria-busy>
      <PageHeader title={t("title")} description={t("description")} />
      <Skeleton className="h-64 rounded-lg" />
      <Skeleton className="h-52 rounded-lg" />
      <Skeleton className="h-40 rounded-lg" />
    </PageBody>
  );
}
