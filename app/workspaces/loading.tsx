import { useTranslations } from "next-intl";
import { PageHeader } from "#app/_components/page-header.tsx";
import { Skeleton } from "#app/_ui/skeleton.tsx";

const rows = ["first", "second", "third", "fourth"];

export default function WorkspacesLoading() {
  const t = useTranslations("overview");
  return (
    <div className="grid gap-6" aria-busy>
      <PageHeader
        title={t("title")}
        description={t("description")}
        actions={<Skeleton className="h-8 w-36" />}
      />
      <Skeleton className="h-8 w-full max-w-md" />
      <div className="grid gap-3">
        {rows.map((row) => (
          <Skeleton key={row} className="h-19 rounded-lg" />
        ))}
      </div>
    </div>
  );
}
