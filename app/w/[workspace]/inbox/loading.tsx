import { useTranslations } from "next-intl";
import { Skeleton } from "#app/_ui/skeleton.tsx";
import { RowSkeletons } from "./_components/row-skeletons.tsx";

export default function InboxLoading() {
  const t = useTranslations("inbox");
  return (
    <div aria-busy data-fills-window className="flex min-h-0 flex-1 flex-col overflow-hidden">
      <header className="flex flex-wrap items-center gap-x-4 gap-y-1 border-b px-3 py-2 sm:px-4">
        <h1 className="font-semibold text-base">{t("title")}</h1>
        <div className="order-last flex w-full gap-2 p-1">
          <Skeleton className="h-8 w-28" />
          <Skeleton className="h-8 w-28" />
          <Skeleton className="h-8 w-28" />
        </div>
        <Skeleton className="ms-auto h-8 w-36" />
      </header>
      <div className="@container">
        <RowSkeletons count={20} />
      </div>
    </div>
  );
}
