import { useTranslations } from "next-intl";
import { Skeleton } from "#app/_ui/skeleton.tsx";
import { ChatRowSkeletons } from "./row-skeletons.tsx";

/** The page while its list is being read, in the places where everything will stand. */
export function ChatsSkeleton() {
  const t = useTranslations("chats");
  return (
    <div aria-busy data-fills-window className="flex min-h-0 flex-1 overflow-hidden">
      <div className="flex min-w-0 flex-1 flex-col overflow-hidden md:w-80 md:flex-none md:border-e lg:w-88">
        <div className="grid gap-2 border-b px-3 py-2">
          <h1 className="h-7 font-semibold text-base leading-7">{t("title")}</h1>
          <Skeleton className="h-8" />
          <Skeleton className="h-7 w-52 max-md:h-9" />
        </div>
        <ChatRowSkeletons count={12} />
      </div>
    </div>
  );
}
